ChannelCredentials creds = TlsChannelCredentials.newBuilder()
    .trustManager(new File("ca.crt"))
    .build();
ManagedChannel channel = Grpc.newChannelBuilder("orders.internal:443", creds).build();
