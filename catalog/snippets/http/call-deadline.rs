let response = client.get(url).timeout(Duration::from_secs(10)).send().await?;
