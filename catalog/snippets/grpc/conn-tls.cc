auto channel = grpc::CreateChannel("orders.example.com:443",
                                   grpc::SslCredentials(grpc::SslCredentialsOptions()));
