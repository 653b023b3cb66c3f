using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
using var response = await client.GetAsync(url, limit.Token);
