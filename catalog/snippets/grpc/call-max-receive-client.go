conn, err := grpc.NewClient(target, grpc.WithTransportCredentials(creds),
	grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(16<<20)))
