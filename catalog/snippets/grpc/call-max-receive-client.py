channel = grpc.secure_channel(target, credentials,
                              options=[("grpc.max_receive_message_length", 16 * 1024 * 1024)])
