grpc::ChannelArguments args;
args.SetServiceConfigJSON(R"({"methodConfig": [{
  "name": [{"service": "shop.v1.Orders"}],
  "retryPolicy": {"maxAttempts": 4, "initialBackoff": "0.2s", "maxBackoff": "5s",
                  "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]}}]})");
auto channel = grpc::CreateCustomChannel(target, creds, args);
