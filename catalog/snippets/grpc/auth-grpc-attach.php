// For one call: the second argument is its metadata, with a list of values for each key.
[$order, $status] = $client->GetOrder($request, ['authorization' => ['Bearer ' . $token]])->wait();
