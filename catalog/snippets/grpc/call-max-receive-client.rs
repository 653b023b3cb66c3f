let client = OrdersClient::new(channel).max_decoding_message_size(16 * 1024 * 1024);
