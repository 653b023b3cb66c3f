// needs the features tls-ring and tls-native-roots of tonic
let channel = Endpoint::from_static("https://orders.example.com:443")
    .tls_config(ClientTlsConfig::new().with_native_roots())?
    .connect()
    .await?;
