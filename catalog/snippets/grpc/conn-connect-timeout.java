NettyChannelBuilder.forAddress("orders.internal", 443)
    .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, 5000);
