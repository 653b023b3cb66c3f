ManagedChannel channel = ManagedChannelBuilder.forTarget(target)
    .maxInboundMessageSize(16 * 1024 * 1024)
    .build();
