# grpc-go
GRPC_GO_LOG_SEVERITY_LEVEL=info GRPC_GO_LOG_VERBOSITY_LEVEL=99 ./client
# grpc core (C++, Python, Ruby, PHP)
GRPC_VERBOSITY=debug GRPC_TRACE=connectivity_state,handshaker,http ./client
# grpc-js
GRPC_VERBOSITY=DEBUG GRPC_TRACE=channel,subchannel,transport,dns_resolver node client.js
