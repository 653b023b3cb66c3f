class Bearer(grpc.AuthMetadataPlugin):
    """Asked before every call; get_token() caches the token and renews it before it expires."""

    def __init__(self, get_token):
        self._get_token = get_token

    def __call__(self, context, callback):
        try:
            callback((("authorization", "Bearer " + self._get_token()),), None)
        except Exception as error:
            callback(None, error)


channel = grpc.secure_channel("api.example.com:443", grpc.composite_channel_credentials(
    grpc.ssl_channel_credentials(), grpc.metadata_call_credentials(Bearer(get_token))))

# For one call, or on a plaintext connection in a test:
stub.GetOrder(request, metadata=[("authorization", "Bearer " + token)])
