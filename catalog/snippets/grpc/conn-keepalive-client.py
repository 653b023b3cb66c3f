channel = grpc.secure_channel(target, creds, options=[
    ("grpc.keepalive_time_ms", 300_000),  # not below what the server permits
    ("grpc.keepalive_timeout_ms", 20_000),
    ("grpc.keepalive_permit_without_calls", 0),
])
