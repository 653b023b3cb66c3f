// tokens.refresh() fetches a new token and publishes it to the interceptor.
let order = match client.get_order(request.clone()).await {
    Err(status) if status.code() == Code::Unauthenticated => {
        tokens.refresh().await?;
        client.get_order(request).await? // once: a fresh token that is refused is no matter of age
    }
    other => other?,
};
