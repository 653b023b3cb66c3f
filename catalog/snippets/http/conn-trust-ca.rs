let ca = reqwest::Certificate::from_pem(&std::fs::read("ca.crt")?)?;
let client = reqwest::Client::builder().add_root_certificate(ca).build()?;
