conn, err := grpc.NewClient(target, creds, grpc.WithKeepaliveParams(keepalive.ClientParameters{
	Time:                5 * time.Minute, // not below the server's MinTime
	Timeout:             20 * time.Second,
	PermitWithoutStream: false,
}))
