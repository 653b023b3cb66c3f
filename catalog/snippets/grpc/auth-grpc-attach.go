// source is an oauth2.TokenSource: it caches the token and renews it before it expires.
conn, err := grpc.NewClient("api.example.com:443",
	grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{})),
	// Asked before every call. It refuses to send the token over a connection without TLS.
	grpc.WithPerRPCCredentials(oauth.TokenSource{TokenSource: source})) // google.golang.org/grpc/credentials/oauth

// For one call, or on a plaintext connection in a test:
ctx = metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
