ManagedChannel channel = Grpc.newChannelBuilder(target, creds)
    .keepAliveTime(5, TimeUnit.MINUTES)     // not below the server's permitKeepAliveTime
    .keepAliveTimeout(20, TimeUnit.SECONDS)
    .keepAliveWithoutCalls(false)
    .build();
