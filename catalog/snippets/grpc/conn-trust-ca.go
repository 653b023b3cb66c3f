creds, err := credentials.NewClientTLSFromFile("ca.crt", "")
if err != nil {
	log.Fatal(err)
}
conn, err := grpc.NewClient("orders.internal:443", grpc.WithTransportCredentials(creds))
