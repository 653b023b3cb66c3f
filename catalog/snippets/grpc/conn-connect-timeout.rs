let endpoint = Endpoint::from_static("https://orders.internal:443")
    .connect_timeout(Duration::from_secs(5));
