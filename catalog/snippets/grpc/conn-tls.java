// TLS is the default; take usePlaintext() out.
ManagedChannel channel = ManagedChannelBuilder
    .forAddress("orders.example.com", 443)
    .useTransportSecurity()
    .build();
