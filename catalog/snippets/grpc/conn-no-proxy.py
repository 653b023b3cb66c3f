channel = grpc.secure_channel(target, creds, options=[("grpc.enable_http_proxy", 0)])
