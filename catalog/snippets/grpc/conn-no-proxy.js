const client = new OrdersClient(target, creds, { 'grpc.enable_http_proxy': 0 });
