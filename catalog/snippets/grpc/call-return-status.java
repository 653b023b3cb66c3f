if (order == null) {
  responseObserver.onError(
      Status.NOT_FOUND.withDescription("order " + id + " not found").asRuntimeException());
  return;
}
