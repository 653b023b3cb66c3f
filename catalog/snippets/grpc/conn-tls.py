channel = grpc.secure_channel("orders.example.com:443", grpc.ssl_channel_credentials())
