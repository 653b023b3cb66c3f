let response = reqwest::Client::new()
    .get("https://api.example.com/v1/orders")
    .bearer_auth(tokens.current().await?)
    .send()
    .await?;
