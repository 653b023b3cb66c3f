const creds = grpc.credentials.createSsl(
  fs.readFileSync('ca.crt'), fs.readFileSync('client.key'), fs.readFileSync('client.crt'));
const client = new OrdersClient('orders.internal:443', creds);
