let channel = Channel::from_static("https://api.example.com")
    .tls_config(ClientTlsConfig::new().with_enabled_roots())?
    .connect()
    .await?;

// An interceptor cannot await: a task keeps `token`, a tokio::sync::watch::Receiver<String>, fresh.
let client = OrdersClient::with_interceptor(channel, move |mut request: Request<()>| {
    let value: MetadataValue<_> = format!("Bearer {}", *token.borrow())
        .parse()
        .map_err(|_| Status::unauthenticated("the token cannot stand in a header"))?;
    request.metadata_mut().insert("authorization", value);
    Ok(request)
});

// For one call, of a client without the interceptor:
let mut request = Request::new(order);
request.metadata_mut().insert("authorization", format!("Bearer {access_token}").parse()?);
plain_client.get_order(request).await?;
