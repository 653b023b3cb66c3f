grpcurl -plaintext orders.internal:50051 list
