std::ifstream file("ca.crt");
std::stringstream pem;
pem << file.rdbuf();
grpc::SslCredentialsOptions options;
options.pem_root_certs = pem.str();
auto channel = grpc::CreateChannel("orders.internal:443", grpc::SslCredentials(options));
