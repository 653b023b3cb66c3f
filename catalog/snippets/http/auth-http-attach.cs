using var request = new HttpRequestMessage(HttpMethod.Get, "https://api.example.com/v1/orders");
request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetTokenAsync());
using var response = await http.SendAsync(request);
