Server server = NettyServerBuilder.forPort(50051)
    .permitKeepAliveTime(30, TimeUnit.SECONDS) // default: 5 minutes
    .permitKeepAliveWithoutCalls(true)         // default: false
    .addService(new OrdersService())
    .build();
