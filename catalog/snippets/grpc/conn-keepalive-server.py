server = grpc.server(pool, options=[
    ("grpc.http2.min_ping_interval_without_data_ms", 30_000),  # default: 300000
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_ping_strikes", 2),
])
