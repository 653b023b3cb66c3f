context.abort(grpc.StatusCode.PERMISSION_DENIED, f"{subject} lacks permission 'orders.orders.get' on {name}")
