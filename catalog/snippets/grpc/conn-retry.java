Map<String, ?> config = Map.of("methodConfig", List.of(Map.of(
    "name", List.of(Map.of("service", "shop.v1.Orders")),
    "retryPolicy", Map.of(
        "maxAttempts", 4.0, "initialBackoff", "0.2s", "maxBackoff", "5s",
        "backoffMultiplier", 2.0, "retryableStatusCodes", List.of("UNAVAILABLE")))));
ManagedChannel channel = Grpc.newChannelBuilder(target, creds)
    .defaultServiceConfig(config)
    .enableRetry()
    .build();
