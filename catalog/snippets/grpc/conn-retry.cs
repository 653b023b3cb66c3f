var method = new MethodConfig {
    Names = { new MethodName { Service = "shop.v1.Orders" } },
    RetryPolicy = new RetryPolicy {
        MaxAttempts = 4, InitialBackoff = TimeSpan.FromMilliseconds(200),
        MaxBackoff = TimeSpan.FromSeconds(5), BackoffMultiplier = 2,
        RetryableStatusCodes = { StatusCode.Unavailable },
    },
};
var channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions {
    ServiceConfig = new ServiceConfig { MethodConfigs = { method } },
});
