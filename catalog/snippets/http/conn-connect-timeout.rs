let client = reqwest::Client::builder().connect_timeout(Duration::from_secs(5)).build()?;
