try {
    await client.GetOrderAsync(request);
} catch (RpcException e) {
    // The status carries the exception that the HTTP client threw, with its inner ones.
    for (Exception? x = e.Status.DebugException; x != null; x = x.InnerException)
        Console.Error.WriteLine($"{x.GetType()}: {x.Message}");
}
