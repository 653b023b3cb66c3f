let ca = Certificate::from_pem(std::fs::read("ca.crt")?);
let id = Identity::from_pem(std::fs::read("client.crt")?, std::fs::read("client.key")?);
let channel = Endpoint::from_static("https://orders.internal:443")
    .tls_config(ClientTlsConfig::new().ca_certificate(ca).identity(id))?
    .connect()
    .await?;
