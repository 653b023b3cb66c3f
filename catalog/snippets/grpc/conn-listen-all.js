server.bindAsync('0.0.0.0:50051', grpc.ServerCredentials.createInsecure(), callback);
