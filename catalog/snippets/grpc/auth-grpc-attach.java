final class Bearer extends CallCredentials {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  private final Callable<String> tokens; // caches the token and renews it before it expires

  Bearer(Callable<String> tokens) { this.tokens = tokens; }

  @Override // asked before every call
  public void applyRequestMetadata(RequestInfo info, Executor executor, MetadataApplier applier) {
    executor.execute(() -> {
      try {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, "Bearer " + tokens.call());
        applier.apply(headers);
      } catch (Exception e) {
        applier.fail(Status.UNAUTHENTICATED.withDescription("could not get a token").withCause(e));
      }
    });
  }
}

OrdersGrpc.OrdersBlockingStub stub =
    OrdersGrpc.newBlockingStub(channel).withCallCredentials(new Bearer(tokens));

// For one call, or on a plaintext connection in a test:
Metadata headers = new Metadata();
headers.put(Bearer.AUTHORIZATION, "Bearer " + token);
stub.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).getOrder(request);
