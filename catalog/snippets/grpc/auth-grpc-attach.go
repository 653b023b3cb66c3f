// source, an oauth2.TokenSource, caches the token and renews it in time.
conn, err := grpc.NewClient("api.example.com:443",
	grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{})),
	// Asked before every call; refuses to send the token without TLS.
	// Its package: google.golang.org/grpc/credentials/oauth
	grpc.WithPerRPCCredentials(oauth.TokenSource{TokenSource: source}))

// For one call, or on a plaintext connection in a test:
ctx = metadata.AppendToOutgoingContext(ctx,
	"authorization", "Bearer "+token)
