const client = new OrdersClient('10.0.4.7:443', creds, {
  'grpc.ssl_target_name_override': 'orders.example.com',
});
