// Before the first gRPC call of the process:
setenv("GRPC_VERBOSITY", "debug", 1);
setenv("GRPC_TRACE", "connectivity_state,handshaker,http", 1);
