services.AddGrpc(options => options.MaxReceiveMessageSize = 16 * 1024 * 1024);
