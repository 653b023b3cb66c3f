class RetryOnce(grpc.UnaryUnaryClientInterceptor):
    """tokens.invalidate() drops the cached token, so that the next call fetches a new one."""

    def __init__(self, tokens):
        self._tokens = tokens

    def intercept_unary_unary(self, continuation, details, request):
        call = continuation(details, request)
        if call.code() != grpc.StatusCode.UNAUTHENTICATED:
            return call
        self._tokens.invalidate()
        return continuation(details, request)  # once: a fresh token that is refused is no matter of age


channel = grpc.intercept_channel(channel, RetryOnce(tokens))
