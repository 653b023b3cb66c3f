const client = new OrdersClient('orders.example.com:443', grpc.credentials.createSsl());
