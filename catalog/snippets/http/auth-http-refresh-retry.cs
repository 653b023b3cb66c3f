// A DelegatingHandler that drops a refused token and repeats the request once.
protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancel)
{
    if (request.Content is not null) await request.Content.LoadIntoBufferAsync();
    request.Headers.Authorization = new("Bearer", await tokens.GetTokenAsync());
    var response = await base.SendAsync(request, cancel);
    if (response.StatusCode != HttpStatusCode.Unauthorized) return response;
    response.Dispose();
    tokens.Invalidate();
    request.Headers.Authorization = new("Bearer", await tokens.GetTokenAsync());
    return await base.SendAsync(request, cancel);
}
