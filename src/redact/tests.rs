mod shapes;
mod values;

use proptest::prelude::*;

use super::{Masker, Redacted, label, show, visible};

/// A text with its secrets masked, labels without their kinds and numbers.
fn mask(text: &str) -> String {
    bare(&Masker::default().mask(text))
}

fn show_line(text: &str, max_chars: usize) -> Redacted {
    Masker::default().show_line(text, max_chars)
}

/// Each label as `[masked]`.
fn bare(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    while let Some(at) = rest.find("****[") {
        let (before, label) = rest.split_at(at);
        out.push_str(before);
        let length = label::length(label.as_bytes());
        out.push_str(if length.is_some() { "[masked]" } else { &label[..5] });
        rest = &label[length.unwrap_or(5)..];
    }
    out + rest
}

const JWT: &str =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJzdmMtd2ViIn0.CHXvda0iyJ1a9T7DB303MZSm7UwioiBhBy1ArjvSjG4";

/// Texts that carry a secret, marked by `%`.
pub(crate) const CARRIERS: &[&str] = &[
    "Authorization: Bearer %",
    "> Authorization: Basic %\r\n> Accept: */*",
    "Proxy-Authorization: Negotiate %",
    "authorization: %",
    "authorization=[Bearer %]",
    "authorization=[%]",
    "curl -H 'Authorization: Bearer %' https://example.com",
    "curl -sS -H \"X-Api-Key: %\" https://example.com",
    "curl -u admin:% https://example.com",
    "curl --user 'admin:%' https://example.com",
    "{\"authorization\":\"Bearer %\",\"te\":\"trailers\"}",
    "{\"authorization\": [\"Bearer %\"]}",
    "{\\\"authorization\\\":\\\"Bearer %\\\"}",
    "{\"msg\":\"{\\\"password\\\":\\\"%\\\"}\"}",
    "{\\\\\\\"password\\\\\\\":\\\\\\\"%\\\\\\\"}",
    "map[authorization:[Bearer %] content-type:[application/grpc]]",
    "map[Cookie:[a=%; b=2]]",
    "_Metadatum(key='authorization', value='Bearer %')",
    "(('authorization', 'Bearer %'), ('x', 'y'))",
    "[ 'Authorization', 'Bearer %', 'Accept', '*/*' ]",
    "Metadata(authorization=Bearer %,content-type=application/grpc)",
    "* h2h3 [authorization: Bearer %]",
    "http2: decoded hpack field header field \"authorization\" = \"Bearer %\"",
    "GET / HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer %\\r\\n\\r\\n",
    "\u{1b}[36mAuthorization\u{1b}[39;49;00m:\u{1b}[39;49;00m \u{1b}[33mBearer %\u{1b}[39m",
    "sent Authorization: Digest username=\"u\", realm=\"r\", nonce=\"n\", response=\"%\"",
    "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/eu/s3/aws4_request, Signature=%",
    "Authorization: Unheard-Of %",
    "{\"name\":\"Authorization\",\"value\":\"Bearer %\"}",
    "  - name: DB_PASSWORD\n    value: %\n",
    "Cookie: sid=%; theme=dark",
    "Set-Cookie: vmware-api-session-id=%;Path=/rest",
    "\"set-cookie\":[\"a=b\",\"sid=%\"]",
    "vmware-api-session-id: %",
    "x-auth-token: %",
    "X-Vault-Token: %",
    "Ocp-Apim-Subscription-Key: %",
    "https://user:%@example.com/path",
    "redis://:%@cache:6379/0",
    "Location: //user:%@example.com/",
    "//user:%@example.com/",
    "postgres://app:p@%@db:5432/shop",
    "root:%@tcp(10.0.0.1:3306)/shop",
    "https://example.com/cb?access_token=%&state=1",
    "https://s3.example.com/k?X-Amz-Signature=%",
    "https://acct.blob.example.com/c?sv=2024&sig=%",
    "client_id=a&client_secret=%&grant_type=client_credentials",
    "grant_type=refresh_token&refresh_token=%",
    "{\"id_token\":\"%\",\"token_type\":\"Bearer\"}",
    "level=info password=% user=x",
    "level=info api_key=\"%\" user=x",
    "export AWS_SECRET_ACCESS_KEY=%",
    "aws_session_token = %",
    "Server=db;Password=%;Database=shop",
    "Config(user=app, password=%, host=db)",
    "{Username:root Password:% Host:db}",
    "login --password % --verbose",
    "login --db-password=%",
    "password: %\nuser: x",
    "<wsse:password>%</wsse:password>",
    ":password=>\"%\"",
    "the server got Bearer % and refused it",
    "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=%;EndpointSuffix=x",
    "curl -H Authorization:\\ Bearer\\ %",
    "('authorization', '%')",
    "&lt;wsse:Password&gt;%&lt;/wsse:Password&gt;",
    "POST https://hooks.slack.com/services/T00000000/B00000000/%",
    "-----BEGIN RSA PRIVATE KEY-----\n%\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\\n%\\n-----END PRIVATE KEY-----\\n",
    "-----BEGIN EC PRIVATE KEY-----\n%",
    "%\n-----END PRIVATE KEY-----",
    "AKIAIOSFODNN7EXAMPLE %Zq1Zq1Zq1Zq1Zq1Zq1Zq1Zq1Zq1Zq1Zq1",
];

/// Texts that mention secrets and contain none.
const PROSE: &[&str] = &[
    "token expired",
    "invalid password",
    "missing bearer token",
    "password=",
    "password= host=db",
    "error=\"invalid_token\"",
    "WWW-Authenticate: Bearer realm=\"shop\", error=\"invalid_token\", error_description=\"The access token expired\"",
    "www-authenticate: Basic realm=\"VAPI endpoint\", SIGN realm=\"00c6a3fa\",sts=\"https://vc.shop.internal/sts\"",
    "{\"token_type\":\"Bearer\",\"error\":\"invalid_grant\"}",
    "unsupported authorization scheme 'Basic', expected Bearer",
    "missing authorization metadata",
    "Access-Control-Allow-Headers: accept, content-type, authorization",
    "rpc error: code = Unauthenticated desc = unable to parse jwt token:Token is expired",
    "oauth2: cannot fetch token: 401 Unauthorized",
    "failed to get token: context deadline exceeded",
    "invalid token: AADSTS700016: Application was not found",
    "Access denied for user 'root'@'10.0.0.1' (using password: YES)",
    "secret \"default/my-secret-2\" not found",
    "failed to mount secret: default/my-secret-2",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
    "Unexpected token < in JSON at position 0",
    "the --password flag is required; use --token to log in",
    "{\"password\":[\"This field is required.\"]}",
    "{\"token\":null,\"password\":\"\"}",
    "Authorization: Bearer $TOKEN",
    "curl -H 'Authorization: Bearer <token>'",
    "{\"next_page_token\":\"CAUQAA\"}",
    "PWD=/srv/app",
    "export TOKEN=$(cat /run/token)",
    "Authorization: Bearer",
    "http://127.0.0.1:8080/path@v1",
    "Basic authentication is disabled",
    "grpc-status-details-bin: CA0SG0ludGVybmFsIGVycm9yIGVuY291bnRlcmVkLhpzCih0eXBlLmdvb2dsZWFwaXMuY29t",
    "claims=\"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZX19fQ==\"",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
    "authorization: [Array],",
    "xsrfCookieName: 'XSRF-TOKEN',",
    "_headerFilter: /^(?:Authorization|Proxy-Authorization|Cookie)$/i,",
    "error authorizing context: basic authentication challenge for realm \\\"shop-registry\\\": invalid authorization credential",
];

/// Texts of errors with words that are near to names of secrets, and with values that look random and are none.
const NEAR: &[&str] = &[
    "unexpected token: eof",
    "Error: token: eof",
    "npm_config_registry is set and npm_config_cache_location_override too",
    "hf_hub_download_timeout hf_hub_offline",
    "sk-learn-contrib-package-2024 installed, sk-learn-x",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 digest mismatch",
    "request id 123e4567-e89b-12d3-a456-426614174000",
    "version v1.2.3-beta.4+build.567",
    "/var/lib/docker/overlay2/9f86d081884c7d659a2feaa0c55ad015/merged",
    "image registry.example/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 not found",
    "{\"code\": 14, \"message\": \"x\"}",
    "{\"code\": \"AccessDenied\"}",
    "state=READY code: 14 primary_key=7",
    "urn:ietf:params:acme:error:badNonce",
    "\"code\":\"badNonce\"",
    "The secret manager key projects/p/secrets/db-password/versions/3 not found",
    "token_type=Bearer expires_in=3600",
    "x-request-id: 7f3b1c2e9d8a4f5e",
    "invalid_grant: Token has been expired or revoked",
    "Invalid API key",
    "cache key user:1234:profile missing",
    "duplicate key value violates unique constraint \"users_pkey\" Key (id)=(42) already exists.",
    "key=user-42 partition_key=abc foreign_key=users_id_fkey",
    "error code: 0x80070005",
    "exit code 137",
    "session id 42 closed",
    "Unable to verify the first certificate; key usage",
    "Permission denied (publickey,password).",
    "token 'foo' is not valid JSON",
    "syntax error near unexpected token `newline'",
    "Unexpected token < in JSON at position 0",
    "password authentication failed for user \"app\"",
    "pq: password authentication failed for user \"app123\"",
    "pin=13 gpio pin 4 is busy",
    "secret \"default/my-secret-2\" not found",
    "serviceaccounts \"default-token-x7k2p\" not found",
    "Secret \"db-credentials-7f9b8c6d5\" is invalid",
    "failed to find the key id 1a2b3c4d5e in the JWKS",
    "kid=1a2b3c4d5e6f7a8b9c0d1e2f",
    "no matching key for kid 2024-01-key",
    "x509: certificate signed by unknown authority",
    "api_key_id=12345 key_id=abcd1234",
    "redirect_uri=https://app.example.com/cb&state=initial&code=invalid_request",
    "?code=404&state=error",
    "etag: \"33a64df551425fcc55e4d42a148795d9f25f89d4\"",
    "commit 3f9a07c1e5d2b8463f9a07c1e5d2b8463f9a07c1",
    "client_id=4f8a3c21-9f86-4d08-a456-426614174000",
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "auth=plain login auth: none",
    "credentials: include",
];

#[test]
fn keeps_what_explains() {
    for (text, shown) in [
        ("Authorization: Bearer abc", "Authorization: Bearer [masked]"),
        ("      'authorization: Bearer abc\\r\\n' +", "      'authorization: Bearer [masked]\\r\\n' +"),
        ("{\"password\":\"x\",\"user\":\"y\"}", "{\"password\":\"[masked]\",\"user\":\"y\"}"),
        ("map[authorization:[Bearer abc] te:[trailers]]", "map[authorization:[Bearer [masked]] te:[trailers]]"),
        ("postgres://app:hunter2@db:5432/shop", "postgres://app:[masked]@db:5432/shop"),
        ("?access_token=abc&state=1", "?access_token=[masked]&state=1"),
        ("token ghp_0123456789abcdefABCDEF was revoked", "token [masked] was revoked"),
        ("Cookie: a=b; c=d", "Cookie: [masked]"),
        ("password: hunter2 was refused", "password: [masked] was refused"),
        (
            "a\u{1b}[31mb\u{0}\u{202e}\u{200b}\u{9b}\r\n\tc\rd",
            "a\\u{1b}[31mb\\u{0}\\u{202e}\\u{200b}\\u{9b}\n\tc\\u{d}d",
        ),
    ] {
        assert_eq!(bare(show(text).as_str()), shown);
    }
    assert_eq!(show(&format!("got {JWT}, sorry")).as_str(), "got ****[jwt 1], sorry");
}

#[test]
fn leaves_prose_alone() {
    for text in PROSE.iter().chain(NEAR) {
        assert_eq!(show(text).as_str(), *text);
    }
}

#[test]
fn every_carrier_hides_short_and_long() {
    for carrier in CARRIERS {
        for secret in ["Zq8xK2mPw93LtYv0", JWT] {
            let text = carrier.replace('%', secret);
            let shown = show(&text);
            assert!(!shown.as_str().contains(&secret[..12]), "{text}\n-> {shown}");
            assert_eq!(bare(show(shown.as_str()).as_str()), bare(shown.as_str()));
            assert!(!mask(&text).contains(&secret[..12]), "{text}\n-> {}", mask(&text));
        }
    }
}

#[test]
fn one_line_is_cut_after_it_is_masked() {
    assert_eq!(show_line("  a\n\tb  c ", 80).as_str(), "a b c");
    assert_eq!(show_line("äöüäöüäöü", 5).as_str(), "äö...");
    assert_eq!(show_line("abc", 2).as_str(), "..");
    let text = format!("Authorization: Bearer {JWT}");
    for max in 0..60 {
        let shown = show_line(&text, max);
        assert!(shown.as_str().chars().count() <= max && !shown.as_str().contains("eyJ"));
    }
}

#[test]
fn long_lines_take_linear_time() {
    for piece in [
        "token",
        "token=",
        "token: ",
        "auth:[",
        "cookie: a ",
        "://",
        "://a:b",
        "eyJ",
        "eyJ.",
        "bearer ",
        "bearer+",
        "password=\"",
        "sig='",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----\n",
        "{\"auth\":\"",
        "<token>",
        " -u a",
        "curl -u a:",
        "@tcp(",
        "authorization: bearer x ",
        "authorization, ",
        "'authorization', '",
        "\\\"token\\\":\\\"",
        "token:x|",
        "digest response=",
    ] {
        let text = piece.repeat(40_000 / piece.len());
        let start = std::time::Instant::now();
        let _ = show(&text);
        assert!(start.elapsed().as_secs_f64() < 4.0, "{piece}: {:?}", start.elapsed());
    }
}

fn noisy() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(CARRIERS).prop_map(str::to_owned),
        prop::sample::select(PROSE).prop_map(str::to_owned),
        prop::sample::select(vec![
            "\"",
            "'",
            "\\",
            "[",
            "]",
            "{",
            "}",
            "=",
            ":",
            " ",
            "\n",
            "\r",
            ",",
            ";",
            "&",
            "****[token 1]",
            "token",
            "password",
            "Bearer ",
            "authorization",
            "eyJ",
            "://",
            "@",
            "\u{1b}[",
            "m",
            "<",
            ">",
            "--",
            "-----BEGIN PRIVATE KEY-----",
            "-----END",
        ])
        .prop_map(str::to_owned),
        any::<String>(),
        "[A-Za-z0-9]{1,20}",
    ];
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn nothing_hidden_comes_out_and_twice_is_once(text in noisy(), max in 0usize..50) {
        let shown = show(&text);
        prop_assert!(!shown.as_str().contains(visible::is_hidden));
        prop_assert_eq!(bare(show(shown.as_str()).as_str()), bare(shown.as_str()));
        prop_assert!(show_line(&text, max).as_str().chars().count() <= max);
    }

    #[test]
    fn no_carrier_leaks(carrier in prop::sample::select(CARRIERS), secret in "[a-z][0-9][A-Za-z0-9]{14,60}", before in "[a-z ]{0,20}\n", after in "\n[a-z ]{0,20}") {
        let text = format!("{before}{}{after}", carrier.replace('%', &secret));
        let shown = show(&text);
        prop_assert!(!shown.as_str().contains(&secret[..10]), "{}\n-> {}", text, shown);
    }
}
