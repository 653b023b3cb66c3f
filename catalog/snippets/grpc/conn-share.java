// one per target, for the life of the process
ManagedChannel channel = ManagedChannelBuilder.forTarget(target).useTransportSecurity().build();
Runtime.getRuntime().addShutdownHook(new Thread(channel::shutdown));
