// Asked before every call; getToken() caches the token and renews it before it expires.
final stub = OrdersClient(channel, options: CallOptions(providers: [
  (metadata, uri) async => metadata['authorization'] = 'Bearer ${await getToken()}',
]));

// For one call, or on a plaintext connection in a test:
await stub.getOrder(request, options: CallOptions(metadata: {'authorization': 'Bearer $token'}));
