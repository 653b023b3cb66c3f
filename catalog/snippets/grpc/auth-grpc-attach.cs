// Asked before every call; GetTokenAsync caches the token and renews it before it expires.
var bearer = CallCredentials.FromInterceptor(async (context, metadata) =>
    metadata.Add("Authorization", $"Bearer {await tokens.GetTokenAsync()}"));

using var channel = GrpcChannel.ForAddress("https://api.example.com", new GrpcChannelOptions
{
    // With an http:// address ForAddress throws: these credentials need TLS.
    Credentials = ChannelCredentials.Create(new SslCredentials(), bearer)
});

// For one call, or on a plaintext connection in a test:
await client.GetOrderAsync(request, new Metadata { { "authorization", $"Bearer {token}" } });
