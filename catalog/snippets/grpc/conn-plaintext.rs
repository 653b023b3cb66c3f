// http, not https: tonic chooses TLS by the scheme.
let channel = Endpoint::from_static("http://orders.internal:50051").connect().await?;
