scheme, _, token = header.partition(" ")
if scheme.lower() != "bearer" or not token:
    context.abort(grpc.StatusCode.UNAUTHENTICATED, "authorization metadata must be: Bearer <token>")
