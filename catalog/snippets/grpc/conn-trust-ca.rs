let ca = Certificate::from_pem(std::fs::read("ca.crt")?);
let channel = Endpoint::from_static("https://orders.internal:443")
    .tls_config(ClientTlsConfig::new().ca_certificate(ca))?
    .connect()
    .await?;
