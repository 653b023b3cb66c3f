// github.com/coreos/go-oidc/v3/oidc: keys come from discovery and are fetched again for an unknown kid.
provider, err := oidc.NewProvider(ctx, "https://id.example.com/") // exactly as the token's iss
verifier := provider.Verifier(&oidc.Config{ClientID: "orders"})   // exactly as the token's aud
token, err := verifier.Verify(ctx, raw)
