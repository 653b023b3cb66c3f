auto channel = grpc::CreateChannel("orders.internal:50051", grpc::InsecureChannelCredentials());
