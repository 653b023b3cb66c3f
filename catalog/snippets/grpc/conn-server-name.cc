grpc::ChannelArguments args;
args.SetSslTargetNameOverride("orders.example.com");
auto channel = grpc::CreateCustomChannel("10.0.4.7:443", creds, args);
