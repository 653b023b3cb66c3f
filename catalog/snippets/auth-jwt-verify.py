keys = jwt.PyJWKClient("https://id.example.com/.well-known/jwks.json")  # fetches the set again for an unknown kid

claims = jwt.decode(
    token, keys.get_signing_key_from_jwt(token).key, algorithms=["RS256"],
    audience="orders", issuer="https://id.example.com/", leeway=60)
