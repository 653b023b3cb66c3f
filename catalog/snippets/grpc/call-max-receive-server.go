server := grpc.NewServer(grpc.MaxRecvMsgSize(16 << 20))
