var handler = new SocketsHttpHandler {
    KeepAlivePingDelay = TimeSpan.FromMinutes(5), // not below what the server permits
    KeepAlivePingTimeout = TimeSpan.FromSeconds(20),
    KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
};
var channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions { HttpHandler = handler });
