let mut request = tonic::Request::new(message);
request.set_timeout(std::time::Duration::from_secs(2));
let reply = client.get_order(request).await?;
