var reply = await client.GetOrderAsync(request, deadline: DateTime.UtcNow.AddSeconds(2));
