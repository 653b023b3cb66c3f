const client = new OrdersClient('orders.internal:50051', grpc.credentials.createInsecure());
