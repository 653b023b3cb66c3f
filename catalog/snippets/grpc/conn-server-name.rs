let tls = ClientTlsConfig::new().ca_certificate(ca).domain_name("orders.example.com");
let channel = Endpoint::from_static("https://10.0.4.7:443").tls_config(tls)?.connect().await?;
