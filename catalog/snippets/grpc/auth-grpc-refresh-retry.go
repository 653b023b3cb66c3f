// tokens.Invalidate drops the cached token, so that the next call fetches a new one.
func retryOnce(tokens *Tokens) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn,
		invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		err := invoke(ctx, method, req, reply, cc, opts...)
		if status.Code(err) != codes.Unauthenticated {
			return err
		}
		tokens.Invalidate()
		return invoke(ctx, method, req, reply, cc, opts...) // once: a fresh token that is refused is no matter of age
	}
}

conn, err := grpc.NewClient("api.example.com:443", transport, perRPC, grpc.WithUnaryInterceptor(retryOnce(tokens)))
