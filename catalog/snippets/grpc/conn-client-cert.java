ChannelCredentials creds = TlsChannelCredentials.newBuilder()
    .trustManager(new File("ca.crt"))
    .keyManager(new File("client.crt"), new File("client.key"))
    .build();
ManagedChannel channel = Grpc.newChannelBuilder("orders.internal:443", creds).build();
