builder.SetMaxReceiveMessageSize(16 * 1024 * 1024);
