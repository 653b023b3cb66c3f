// .NET 9 or later; before: new X509Certificate2("ca.crt")
var ca = X509CertificateLoader.LoadCertificateFromFile("ca.crt");
var handler = new SocketsHttpHandler();
handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy {
    TrustMode = X509ChainTrustMode.CustomRootTrust,
    CustomTrustStore = { ca },
    RevocationMode = X509RevocationMode.NoCheck,
};
var channel = GrpcChannel.ForAddress("https://orders.internal",
    new GrpcChannelOptions { HttpHandler = handler });
