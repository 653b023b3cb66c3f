// Spring Security. NimbusJwtDecoder finds the keys by discovery and fetches them again for an unknown kid.
NimbusJwtDecoder decoder = JwtDecoders.fromIssuerLocation("https://id.example.com/");
decoder.setJwtValidator(new DelegatingOAuth2TokenValidator<>(
    new JwtTimestampValidator(Duration.ofSeconds(60)),
    new JwtIssuerValidator("https://id.example.com/"),
    new JwtClaimValidator<List<String>>("aud", aud -> aud != null && aud.contains("orders"))));
