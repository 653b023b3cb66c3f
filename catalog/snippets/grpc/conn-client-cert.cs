var handler = new SocketsHttpHandler();
handler.SslOptions.ClientCertificates = new X509CertificateCollection {
    X509Certificate2.CreateFromPemFile("client.crt", "client.key"),
};
var channel = GrpcChannel.ForAddress("https://orders.internal",
    new GrpcChannelOptions { HttpHandler = handler });
