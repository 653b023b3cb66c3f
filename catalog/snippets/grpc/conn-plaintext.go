// credentials/insecure: no TLS at all. Only for networks that you trust.
conn, err := grpc.NewClient("orders.internal:50051",
	grpc.WithTransportCredentials(insecure.NewCredentials()))
