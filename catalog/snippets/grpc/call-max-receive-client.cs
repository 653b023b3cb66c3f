var channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
{
    MaxReceiveMessageSize = 16 * 1024 * 1024,
});
