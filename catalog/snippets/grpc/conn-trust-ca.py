with open("ca.crt", "rb") as f:
    creds = grpc.ssl_channel_credentials(root_certificates=f.read())
channel = grpc.secure_channel("orders.internal:443", creds)
