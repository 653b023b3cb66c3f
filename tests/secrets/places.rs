//! Places in which secrets are met in errors and logs.

use base64::Engine as _;

/// Where a secret is, and how it is written there.
pub(crate) struct Place {
    /// `%` is the secret.
    pub text: &'static str,
    pub written: Written,
}

/// How a secret is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// As it is, after a name that says what it is.
    Named,
    /// As it is, without a name: only what has a shape of its own can be known.
    Bare,
    /// In base64 behind a user.
    Base64,
    /// The whole text percent-encoded.
    Percent,
    /// Percent-encoded twice.
    Twice,
    /// The quotes as `\u0022`.
    Unicode,
    /// The quotes as `\x22`.
    Hex,
    /// As markup.
    Entities,
    /// Within a JSON string.
    Json,
}

use Written::{Bare, Base64, Entities, Hex, Json, Named, Percent, Twice, Unicode};

const fn place(text: &'static str, written: Written) -> Place {
    Place { text, written }
}

pub(crate) const PLACES: &[Place] = &[
    place("Authorization: Bearer %", Named),
    place("curl -H 'Authorization: Bearer %' https://api.example.com failed", Named),
    place("request header Authorization: Basic % was refused", Base64),
    place("headers {\"authorization\":\"Bearer %\",\"te\":\"trailers\"}", Named),
    place("headers [('x-api-key', '%'), ('accept', '*/*')]", Named),
    place("headers [ 'X-Api-Key', '%', 'Accept', '*/*' ]", Named),
    place("std::pair{\"x-api-key\", \"%\"} refused", Named),
    place("map[X-Api-Key:[%] Accept:[*/*]]", Named),
    place("http.Header{\"X-Auth-Key\":[]string{\"%\"}}", Named),
    place("Cookie: connect.sid=%; theme=dark", Named),
    place("Set-Cookie: session_id=%; Path=/; HttpOnly", Named),
    place("GET https://api.example.com/v1?access_token=%&page=2 failed", Named),
    place("redirect to https://app.example.com/cb?code=%&state=x failed", Named),
    place("body grant_type=refresh_token&refresh_token=%&client_id=web", Named),
    place("body {\"client_secret\":\"%\",\"client_id\":\"web\"}", Named),
    place("body {\"client_secret\":\"%\",\"client_id\":\"web\"}", Json),
    place("body {\"client_secret\":\"%\",\"client_id\":\"web\"}", Unicode),
    place("body {\"client_secret\":\"%\",\"client_id\":\"web\"}", Hex),
    place("body {\"client_secret\":\"%\",\"client_id\":\"web\"}", Entities),
    place("body {\"client_secret\":\"%\",\"client_id\":\"web\"}", Percent),
    place("login?password=%&user=ana", Percent),
    place("next=/login?password=%&user=ana", Twice),
    place("dial postgres://app:%@db.example.com:5432/shop refused", Percent),
    place("dial tcp: root:%@tcp(10.0.0.1:3306)/shop refused", Named),
    place("clone https://%@git.example.com/a/b.git failed", Named),
    place("clone https://oauth2:%@git.example.com/a/b.git failed", Named),
    place("open jdbc:oracle:thin:scott/%@//db.example.com:1521/x refused", Named),
    place("Server=db;User Id=app;Password=%;Database=shop", Named),
    place("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=%;EndpointSuffix=x", Named),
    place("config password=% host=db", Named),
    place("config --db-password % --verbose", Named),
    place("Command '['docker', 'login', '-u', 'ana', '-p', '%']' returned non-zero exit status 1.", Named),
    place("`mysql -h db -u root -p% shop` exited with 1", Named),
    place("sshpass -p % ssh ana@host failed", Named),
    place("curl -u ana:% https://api.example.com failed", Named),
    place("redis-cli -a % ping failed", Named),
    place("ERROR 1396: CREATE USER ana IDENTIFIED BY '%' failed", Named),
    place("ALTER ROLE app WITH PASSWORD '%' failed", Named),
    place("env AWS_SECRET_ACCESS_KEY=% is wrong", Named),
    place("<wsse:Password Type=\"text\">%</wsse:Password>", Named),
    place("<password><![CDATA[%]]></password>", Named),
    place("<add key=\"password\" value=\"%\"/>", Named),
    place("<add value=\"%\" key=\"password\"/>", Named),
    place("<property><name>fs.s3a.secret.key</name><value>%</value></property>", Named),
    place("Config { token: Some(\"%\"), retries: 3 }", Named),
    place("Config(user='app', api_key='%', host='db')", Named),
    place("[password] => %", Named),
    place("\"private_key\"=>\"%\"", Named),
    place("X-Hub-Signature-256: sha256=%", Named),
    place("device_code: %", Named),
    place("client-key-data: %", Named),
    place("signing key = \"%\"", Named),
    place("the server got % and refused it", Bare),
    place("token % was refused", Bare),
    place("args=[\"%\"]", Bare),
    place("GET /v1/keys/% HTTP/1.1", Bare),
    place("invalid API key provided: %", Bare),
    // Over several lines.
    place("request was\n  password: |\n    %\n  user: ana", Named),
    place("request was\nAuthorization: Bearer\n  %\nAccept: */*", Named),
    place("request was\n> GET /v1/orders HTTP/1.1\n> X-Api-Key: %\n> Accept: */*", Named),
    place("env was\n  - name: DB_PASSWORD\n    value: %\n", Named),
    place("key was\n-----BEGIN RSA PRIVATE KEY-----\n%\n-----END RSA PRIVATE KEY-----", Named),
];

fn percent(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.~".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

impl Place {
    /// The text with a secret in it, and the secret as it is written there.
    pub(crate) fn with(&self, secret: &str) -> (String, String) {
        let whole = self.text.replace('%', secret);
        match self.written {
            Named | Bare => (whole, secret.to_owned()),
            Base64 => {
                let encoded = base64::engine::general_purpose::STANDARD.encode(format!("ana:{secret}"));
                (self.text.replace('%', &encoded), encoded)
            }
            Percent => (percent(&whole), secret.to_owned()),
            Twice => (percent(&percent(&whole)), secret.to_owned()),
            Unicode => (whole.replace('"', "\\u0022"), secret.to_owned()),
            Hex => (whole.replace('"', "\\x22"), secret.to_owned()),
            Entities => (whole.replace('"', "&quot;"), secret.to_owned()),
            Json => (serde_json::json!({ "body": whole }).to_string(), secret.to_owned()),
        }
    }
}
