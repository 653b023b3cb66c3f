server.add_insecure_port("[::]:50051")  # not "127.0.0.1:50051"
