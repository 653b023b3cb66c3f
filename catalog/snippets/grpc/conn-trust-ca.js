const creds = grpc.credentials.createSsl(fs.readFileSync('ca.crt'));
const client = new OrdersClient('orders.internal:443', creds);
