// Asked before every call; GetTokenAsync caches the token and renews it before it expires.
var bearer = CallCredentials.FromInterceptor(async (context, metadata) =>
    metadata.Add("Authorization", $"Bearer {await tokens.GetTokenAsync()}"));

using var channel = GrpcChannel.ForAddress("https://api.example.com", new GrpcChannelOptions
{
    // On an http:// address the credentials would be refused.
    Credentials = ChannelCredentials.Create(new SslCredentials(), bearer)
});
