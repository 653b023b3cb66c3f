if order is None:
    context.abort(grpc.StatusCode.NOT_FOUND, f"order {request.id} not found")
