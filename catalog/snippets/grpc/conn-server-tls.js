const creds = grpc.ServerCredentials.createSsl(null, [{ private_key: key, cert_chain: cert }]);
server.bindAsync('0.0.0.0:50051', creds, callback);
