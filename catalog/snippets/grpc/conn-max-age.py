server = grpc.server(pool, options=[
    ("grpc.max_connection_age_ms", 1_800_000),
    ("grpc.max_connection_age_grace_ms", 300_000),  # longer than your longest call
])
