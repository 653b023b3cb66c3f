channel = grpc.secure_channel(
    "10.0.4.7:443", creds,
    options=[("grpc.ssl_target_name_override", "orders.example.com")],
)
