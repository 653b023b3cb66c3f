var channel = GrpcChannel.ForAddress("https://orders.example.com");
