// Asked before every call; CurrentToken() caches the token and renews it before it expires.
class Bearer : public grpc::MetadataCredentialsPlugin {
 public:
  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    metadata->emplace("authorization", "Bearer " + CurrentToken());
    return grpc::Status::OK;
  }
};

auto channel = grpc::CreateChannel("api.example.com:443", grpc::CompositeChannelCredentials(
    grpc::SslCredentials(grpc::SslCredentialsOptions()),
    grpc::MetadataCredentialsFromPlugin(std::make_unique<Bearer>())));

// For one call, or on a plaintext connection in a test:
grpc::ClientContext context;
context.AddMetadata("authorization", "Bearer " + token);
