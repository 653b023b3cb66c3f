// http, not https: Grpc.Net.Client chooses TLS by the scheme.
var channel = GrpcChannel.ForAddress("http://orders.internal:50051");
