var handler = new SocketsHttpHandler();
handler.SslOptions.TargetHost = "orders.example.com";
var channel = GrpcChannel.ForAddress("https://10.0.4.7",
    new GrpcChannelOptions { HttpHandler = handler });
