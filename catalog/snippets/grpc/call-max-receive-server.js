const server = new grpc.Server({ 'grpc.max_receive_message_length': 16 * 1024 * 1024 });
