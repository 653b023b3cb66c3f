// Before @grpc/grpc-js is loaded:
process.env.GRPC_VERBOSITY = 'DEBUG';
process.env.GRPC_TRACE = 'channel,subchannel,transport,dns_resolver';
