RETRY = json.dumps({"methodConfig": [{
    "name": [{"service": "shop.v1.Orders"}],
    "retryPolicy": {
        "maxAttempts": 4, "initialBackoff": "0.2s", "maxBackoff": "5s",
        "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"],
    },
}]})
channel = grpc.secure_channel(target, creds, options=[("grpc.service_config", RETRY)])
