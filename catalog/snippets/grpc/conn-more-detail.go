// Run the client with these in its environment:
//   GRPC_GO_LOG_SEVERITY_LEVEL=info GRPC_GO_LOG_VERBOSITY_LEVEL=99
// The line "addrConn.createTransport failed to connect to ... Err: ..." names the cause.
