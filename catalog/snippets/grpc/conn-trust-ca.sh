grpcurl -cacert ca.crt orders.internal:443 list
