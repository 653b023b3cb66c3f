channel = grpc.insecure_channel("orders.internal:50051")
