let service = OrdersServer::new(orders).max_decoding_message_size(16 * 1024 * 1024);
