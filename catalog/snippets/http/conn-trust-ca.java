KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
roots.load(null, null);
try (InputStream in = Files.newInputStream(Path.of("ca.crt"))) {
    roots.setCertificateEntry("company", CertificateFactory.getInstance("X.509").generateCertificate(in));
}
TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
trust.init(roots); // these roots only, without the built-in ones
SSLContext context = SSLContext.getInstance("TLS");
context.init(null, trust.getTrustManagers(), null);
HttpClient client = HttpClient.newBuilder().sslContext(context).build();
