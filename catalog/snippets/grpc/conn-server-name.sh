grpcurl -cacert ca.crt -authority orders.example.com 10.0.4.7:443 list
