// jsonwebtoken; `jwk` is the key of the issuer's set whose kid is that of decode_header(token)?.
let mut rules = Validation::new(Algorithm::RS256);
rules.set_audience(&["orders"]);
rules.set_issuer(&["https://id.example.com/"]);
rules.leeway = 60; // seconds
rules.validate_nbf = true;
let claims = decode::<Claims>(token, &DecodingKey::from_jwk(jwk)?, &rules)?.claims;
