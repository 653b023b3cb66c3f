Server server = ServerBuilder.forPort(50051)
    .maxInboundMessageSize(16 * 1024 * 1024)
    .addService(new OrdersService())
    .build();
