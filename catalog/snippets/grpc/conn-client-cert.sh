grpcurl -cacert ca.crt -cert client.crt -key client.key orders.internal:443 list
