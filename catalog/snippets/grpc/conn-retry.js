const client = new OrdersClient(target, creds, {
  'grpc.service_config': JSON.stringify({
    methodConfig: [{
      name: [{ service: 'shop.v1.Orders' }],
      retryPolicy: {
        maxAttempts: 4, initialBackoff: '0.2s', maxBackoff: '5s',
        backoffMultiplier: 2, retryableStatusCodes: ['UNAVAILABLE'],
      },
    }],
  }),
});
