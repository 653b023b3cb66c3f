creds, err := credentials.NewClientTLSFromFile("ca.crt", "orders.example.com")
// The second argument is the name that the certificate is checked against, and the :authority.
conn, err := grpc.NewClient("10.0.4.7:443", grpc.WithTransportCredentials(creds))
