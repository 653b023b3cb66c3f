grpc::ChannelArguments args;
args.SetMaxReceiveMessageSize(16 * 1024 * 1024);
auto channel = grpc::CreateCustomChannel(target, credentials, args);
