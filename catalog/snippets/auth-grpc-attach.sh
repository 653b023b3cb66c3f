grpcurl -H "authorization: Bearer $TOKEN" \
  {{target.host:api.example.com}}:{{target.port:443}} {{grpc.service:orders.v1.Orders}}/{{grpc.method:GetOrder}}
