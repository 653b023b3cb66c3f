/** tokens.invalidate() drops the cached token, so that the next call fetches a new one. */
static <T> T retryOnce(Tokens tokens, Supplier<T> call) {
  try {
    return call.get();
  } catch (StatusRuntimeException e) {
    if (e.getStatus().getCode() != Status.Code.UNAUTHENTICATED) {
      throw e;
    }
    tokens.invalidate();
    return call.get(); // once: a fresh token that is refused is no matter of age
  }
}

Order order = retryOnce(tokens, () -> stub.getOrder(request));
