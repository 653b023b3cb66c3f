grpcurl orders.example.com:443 list
