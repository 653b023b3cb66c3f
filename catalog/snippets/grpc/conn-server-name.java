ManagedChannel channel = Grpc.newChannelBuilder("10.0.4.7:443", creds)
    .overrideAuthority("orders.example.com")
    .build();
