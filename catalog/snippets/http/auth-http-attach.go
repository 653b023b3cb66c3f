// source is an oauth2.TokenSource: it caches the token and renews it before it expires.
client := oauth2.NewClient(ctx, source)
response, err := client.Get("https://api.example.com/v1/orders")
