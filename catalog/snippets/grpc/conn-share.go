conn, err := grpc.NewClient(target, creds) // once, in main
if err != nil {
	log.Fatal(err)
}
defer conn.Close()
client := pb.NewOrdersClient(conn) // shared by all goroutines
