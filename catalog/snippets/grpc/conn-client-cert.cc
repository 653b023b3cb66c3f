grpc::SslCredentialsOptions options;
options.pem_root_certs = ca_pem;
options.pem_private_key = client_key_pem;
options.pem_cert_chain = client_cert_pem;
auto channel = grpc::CreateChannel("orders.internal:443", grpc::SslCredentials(options));
