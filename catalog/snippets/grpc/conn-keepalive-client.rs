let channel = Endpoint::from_static("https://orders.example.com:443")
    .http2_keep_alive_interval(Duration::from_secs(300)) // not below what the server permits
    .keep_alive_timeout(Duration::from_secs(20))
    .keep_alive_while_idle(false)
    .connect()
    .await?;
