// tokens.Invalidate() drops the cached token, so that the next call fetches a new one.
async Task<T> RetryOnce<T>(Func<AsyncUnaryCall<T>> call)
{
    try
    {
        return await call();
    }
    catch (RpcException e) when (e.StatusCode == StatusCode.Unauthenticated)
    {
        tokens.Invalidate();
        return await call(); // once: a fresh token that is refused is no matter of age
    }
}

var order = await RetryOnce(() => client.GetOrderAsync(request));
