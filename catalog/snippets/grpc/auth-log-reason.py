try:
    claims = jwt.decode(token, key, algorithms=["RS256"], audience="orders")
except jwt.InvalidTokenError as error:
    log.warning("token refused: %s", error)
    context.abort(grpc.StatusCode.UNAUTHENTICATED, f"invalid token: {error}")
