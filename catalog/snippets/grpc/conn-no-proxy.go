conn, err := grpc.NewClient(target, creds, grpc.WithNoProxy())
