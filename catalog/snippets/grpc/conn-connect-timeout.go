grpc.WithConnectParams(grpc.ConnectParams{
	Backoff:           backoff.DefaultConfig,
	MinConnectTimeout: 5 * time.Second, // default: 20 seconds
})
