ManagedChannel channel = ManagedChannelBuilder
    .forAddress("orders.internal", 50051)
    .usePlaintext()
    .build();
