const client = new OrdersClient(target, credentials, {
  'grpc.max_receive_message_length': 16 * 1024 * 1024,
});
