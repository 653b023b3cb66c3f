use proptest::prelude::*;

use super::samples::*;
use crate::enrich::enrich;
use crate::field::Fields;

fn read(name: &str, value: &str) -> Fields {
    let mut fields = Fields::default();
    fields.add(format!("details.{name}"), value);
    enrich(&mut fields, None);
    fields
}

#[track_caller]
fn holds(fields: &Fields, expected: &[(&str, &str)]) {
    for (name, value) in expected {
        assert!(fields.values(name).any(|v| v == *value), "{name}={value} is not in {fields:#?}");
    }
    assert_eq!(fields.first("details.unreadable"), None);
}

const TYPES: [&str; 10] = super::element::TYPES;

const ALL_TEN: &[(&str, &str)] = &[
    ("detail.ErrorInfo.reason", "ORDER_BLOCKED"),
    ("detail.ErrorInfo.domain", "orders.shop.example"),
    ("detail.ErrorInfo.metadata.region", "eu-west-4"),
    ("detail.ErrorInfo.metadata.order", "ord_1042"),
    ("detail.RetryInfo.retry_delay", "1.5s"),
    ("detail.DebugInfo.stack", "orders.py:41 place()"),
    ("detail.DebugInfo.detail", "hold flag set by fraud-check"),
    ("detail.QuotaFailure.subject", "project:acme"),
    ("detail.QuotaFailure.description", "Daily orders: limit 500"),
    ("detail.PreconditionFailure.type", "FRAUD_HOLD"),
    ("detail.PreconditionFailure.subject", "customers/c_7"),
    ("detail.PreconditionFailure.description", "Customer is on hold"),
    ("detail.BadRequest.field", "shipping.country"),
    ("detail.BadRequest.description", "'XX' is not an ISO 3166 code"),
    ("detail.RequestInfo.request_id", "req-55f00d"),
    ("detail.RequestInfo.serving_data", "shard=eu-4"),
    ("detail.ResourceInfo.resource_type", "shop.v1.Order"),
    ("detail.ResourceInfo.resource_name", "orders/ord_1042"),
    ("detail.ResourceInfo.owner", "user:ana@acme.example"),
    ("detail.ResourceInfo.description", "on hold"),
    ("detail.Help.description", "Why orders are held"),
    ("detail.Help.url", "https://docs.shop.example/holds"),
    ("detail.LocalizedMessage.locale", "fr-FR"),
    ("detail.LocalizedMessage.message", "La commande ne peut pas être passée."),
    ("wait", "1.5s"),
];

#[test]
fn all_ten_in_every_form() {
    let list = JS_BUFFER.split(['[', ']']).max_by_key(|part| part.len()).unwrap_or_default();
    let bytes: Vec<u8> = list.split(',').map(|byte| byte.parse().unwrap()).collect();
    let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let (_, base64) = encoded(&bytes);
    for (name, text) in [
        ("bytes", JS_BUFFER),
        ("bytes", list),
        ("bytes", &format!("[{list}]")),
        ("bytes", &format!("<Buffer {}>", hex.join(" "))),
        ("bytes", &format!("b\"{}\"", bytes.escape_ascii())),
        ("base64", &base64),
        ("base64", base64.trim_end_matches('=')),
        ("base64", &base64.replace('+', "-").replace('/', "_")),
        ("text", API_CORE),
        ("text", PYTHON_STATUS),
    ] {
        let fields = read(name, text);
        holds(&fields, ALL_TEN);
        assert_eq!(fields.values("detail.type").collect::<Vec<_>>(), TYPES, "{text}");
        assert!(fields.iter().all(|field| !field.name.starts_with("details.")));
        if text != API_CORE {
            holds(&fields, &[("status.code", "9"), ("status.message", "Order cannot be placed")]);
        }
    }
}

fn encoded(bytes: &[u8]) -> (usize, String) {
    use base64::Engine as _;
    (bytes.len(), base64::engine::general_purpose::STANDARD.encode(bytes))
}

#[test]
fn real_texts_of_clients() {
    holds(
        &read("text", PYTHON_NAMED),
        &[
            ("detail.ErrorInfo.reason", "ALREADY_EXISTS"),
            ("detail.ErrorInfo.metadata.resourceName", "orders/ord_88"),
            ("detail.ResourceInfo.resource_name", "orders/ord_88"),
        ],
    );
    holds(
        &read("text", GO_PROTO),
        &[
            ("status.code", "10"),
            ("detail.ErrorInfo.reason", "TRANSACTION_CONTENTION"),
            ("detail.ErrorInfo.domain", "orders.shop.example"),
            ("detail.RetryInfo.retry_delay", "0.25s"),
        ],
    );
    holds(
        &read("text", GO_DETAILS),
        &[
            ("detail.BadRequest.field", "page_size"),
            ("detail.BadRequest.field", "order.lines[2].sku"),
            ("detail.LocalizedMessage.message", "Die Seitengröße muss zwischen 1 und 1000 liegen."),
        ],
    );
    holds(
        &read("text", TONIC_DETAILS),
        &[("detail.BadRequest.field", "offset"), ("detail.BadRequest.description", "must be <= 812")],
    );
    holds(
        &read("text", TONIC_MAP),
        &[
            ("detail.ErrorInfo.reason", "UPSTREAM_ERRNO"),
            ("detail.ErrorInfo.metadata.upstream", "ledger"),
            ("detail.ErrorInfo.metadata.errno", "5"),
        ],
    );
    holds(
        &read("bytes", TONIC_BYTES),
        &[("status.code", "15"), ("detail.DebugInfo.detail", "crc32c stored=0x8a91 computed=0x1be0")],
    );
    holds(
        &read("bytes", PYTHON_BYTES),
        &[
            ("detail.ErrorInfo.metadata.quota_limit_value", "60"),
            ("detail.QuotaFailure.subject", "clientip:10.1.2.3"),
            ("detail.RetryInfo.retry_delay", "37.5s"),
        ],
    );
    holds(
        &read("base64", CURL_BASE64),
        &[("detail.BadRequest.field", "page_size"), ("detail.LocalizedMessage.locale", "de-DE")],
    );
    holds(
        &read("json", PYTHON_JSON),
        &[
            ("status.code", "3"),
            ("detail.BadRequest.field", "page_size"),
            ("detail.BadRequest.description", "'A-99' is not a known SKU"),
        ],
    );
}

#[test]
fn each_violation_is_an_element() {
    let fields = read("text", GO_DETAILS);
    let of = |name: &str| fields.iter().filter(|f| f.name == name).map(|f| f.element).collect::<Vec<_>>();
    assert_eq!(of("detail.BadRequest.field"), [Some(1), Some(2)]);
    assert_eq!(of("detail.BadRequest.description"), [Some(1), Some(2)]);
}

#[test]
fn other_shapes_of_json_and_text() {
    let info = ("detail.ErrorInfo.reason", "X");
    for (name, text) in [
        ("json", r#"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"X","domain":"d"}"#),
        ("json", r#"[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","@value":"CgFY"}]"#),
        ("json", r#"[{"type":"google.rpc.ErrorInfo","value":"CgFY","debug":{"reason":"X"}}]"#),
        (
            "json",
            r#"{"error":{"code":403,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"X"}]}}"#,
        ),
        ("text", r#"details:{[type.googleapis.com/google.rpc.ErrorInfo]:{reason:"X"  domain:"d"}}"#),
        ("text", "[type.googleapis.com/google.rpc.ErrorInfo] {\n  reason: \"X\"\n}"),
        ("text", "reason: \"X\"\ndomain: 'd'"),
        ("text", r#"ErrorInfo { reason: "X", domain: "d", metadata: {} }"#),
    ] {
        holds(&read(name, text), &[info]);
    }
    let quota = r#"[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m","quotaId":"i","quotaValue":"5","quotaDimensions":{"b":"2","a":"1"}}]}]"#;
    holds(
        &read("json", quota),
        &[
            ("detail.QuotaFailure.quota_metric", "m"),
            ("detail.QuotaFailure.quota_value", "5"),
            ("detail.QuotaFailure.quota_dimensions.a", "1"),
        ],
    );
    holds(
        &read("json", r#"[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"59.4s"}]"#),
        &[("wait", "59.4s")],
    );
    let unknown = read("json", r#"[{"@type":"type.googleapis.com/shop.v1.OutOfStock","sku":"A"}]"#);
    holds(&unknown, &[("detail.type", "OutOfStock")]);
    assert_eq!(unknown.iter().count(), 1);
}

#[test]
fn says_what_it_cannot_read() {
    for (name, text) in
        [("base64", "%%%"), ("base64", "aGVsbG8"), ("bytes", "hello"), ("json", "{"), ("base64", &CURL_BASE64[..100])]
    {
        assert!(read(name, text).first("details.unreadable").is_some(), "{text}");
    }
    for (name, text) in [("base64", ""), ("bytes", "[]"), ("bytes", "b\"\""), ("json", "null"), ("text", "none")] {
        assert_eq!(read(name, text), Fields::default(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn reads_anything(text in any::<String>(), cut in 0usize..900, at in 0usize..900, with in any::<char>()) {
        for name in ["base64", "bytes", "json", "text"] {
            read(name, &text);
            for sample in [API_CORE, PYTHON_STATUS, PYTHON_NAMED, PYTHON_JSON, GO_PROTO, GO_DETAILS, TONIC_BYTES, TONIC_MAP, CURL_BASE64] {
                let cut: String = sample.chars().take(cut).collect();
                let changed: String = sample.chars().enumerate().map(|(i, c)| if i == at { with } else { c }).collect();
                read(name, &cut);
                read(name, &changed);
            }
        }
    }
}

#[test]
fn deep_and_long_texts_take_linear_time() {
    for piece in [
        "[",
        "a{",
        "a:(",
        "\\\"",
        "'\\",
        "a:[",
        "ErrorInfo:'",
        "[a/b]{",
        "x ",
        "\n",
        "*errdetails.Help ",
        "Some(",
        "details{",
    ] {
        let text = piece.repeat(60_000 / piece.len());
        let start = std::time::Instant::now();
        read("text", &text);
        read("json", &text);
        assert!(start.elapsed().as_secs_f64() < 4.0, "{piece}: {:?}", start.elapsed());
    }
}
