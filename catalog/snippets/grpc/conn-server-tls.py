creds = grpc.ssl_server_credentials([(key_pem, cert_pem)])
server.add_secure_port("[::]:50051", creds)
