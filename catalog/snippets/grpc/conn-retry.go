const retry = `{"methodConfig": [{
  "name": [{"service": "shop.v1.Orders"}],
  "retryPolicy": {
    "maxAttempts": 4, "initialBackoff": "0.2s", "maxBackoff": "5s",
    "backoffMultiplier": 2, "retryableStatusCodes": ["UNAVAILABLE"]
  }}]}`
conn, err := grpc.NewClient(target, creds, grpc.WithDefaultServiceConfig(retry))
