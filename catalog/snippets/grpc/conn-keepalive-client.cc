grpc::ChannelArguments args;
args.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 300000);  // not below what the server permits
args.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20000);
args.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 0);
auto channel = grpc::CreateCustomChannel(target, creds, args);
