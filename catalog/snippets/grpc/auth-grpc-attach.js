const { credentials, Metadata, status } = require('@grpc/grpc-js');

// Asked before every call; getToken() caches the token, renews it in time.
const bearer = credentials.createFromMetadataGenerator((_, callback) => {
  getToken().then(
    (token) => {
      const metadata = new Metadata();
      metadata.set('authorization', `Bearer ${token}`);
      callback(null, metadata);
    },
    // Without a code of its own the failure would surface as UNKNOWN.
    (error) => callback(
      Object.assign(error, { code: status.UNAUTHENTICATED })),
  );
});

const client = new Orders('api.example.com:443',
  credentials.combineChannelCredentials(credentials.createSsl(), bearer));

// For one call, or on a plaintext connection in a test:
const metadata = new Metadata();
metadata.add('authorization', `Bearer ${token}`);
client.getOrder(request, metadata, callback);
