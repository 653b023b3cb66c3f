// An empty tls.Config trusts the system's certificate authorities.
conn, err := grpc.NewClient("orders.example.com:443",
	grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{})))
