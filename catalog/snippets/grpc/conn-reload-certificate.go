cfg := &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	cert, err := tls.LoadX509KeyPair("server.crt", "server.key")
	return &cert, err
}}
srv := grpc.NewServer(grpc.Creds(credentials.NewTLS(cfg)))
