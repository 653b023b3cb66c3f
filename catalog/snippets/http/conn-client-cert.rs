let mut pem = std::fs::read("client.crt")?;
pem.extend(std::fs::read("client.key")?);
let client = reqwest::Client::builder().use_rustls_tls().identity(reqwest::Identity::from_pem(&pem)?).build()?;
