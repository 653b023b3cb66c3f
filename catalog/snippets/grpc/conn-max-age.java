Server server = NettyServerBuilder.forPort(50051)
    .maxConnectionAge(30, TimeUnit.MINUTES)
    .maxConnectionAgeGrace(5, TimeUnit.MINUTES) // longer than your longest call
    .addService(new OrdersService())
    .build();
