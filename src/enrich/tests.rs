use proptest::prelude::*;

use super::enrich;
use crate::field::Fields;

#[test]
fn trailers_are_read() {
    let mut fields = Fields::default();
    fields.add("header.grpc-status", "9");
    fields.add("header.grpc-message", "Caf%C3%A9 is closed");
    fields.add("header.grpc-status-details-bin", "CAkSAXgaLwooXHR5cGUuZ29vZ2xl");
    enrich(&mut fields, None);
    assert_eq!(fields.first("header.grpc-message"), Some("Café is closed"));
    assert_eq!(fields.first("header.grpc-status"), Some("9"));
    assert_eq!(fields.first("header.grpc-status-details-bin"), None);
}

#[test]
fn no_raw_secret_stays() {
    let mut fields = Fields::default();
    for name in [
        "request.header.authorization",
        "request.header.cookie",
        "header.set-cookie",
        "request.header.x-api-key",
        "authorization",
        "request.header.vmware-api-session-id",
        "password",
        "detail.ErrorInfo.metadata.token",
        "header.proxy-authorization",
    ] {
        fields.add(name, "s3cr3tS3cr3t s3cr3tS3cr3t");
    }
    enrich(&mut fields, None);
    // What is left is masked by its name when it is shown.
    let named = |name: &str| name.rsplit('.').next().is_some_and(crate::redact::is_secret_name);
    assert!(fields.iter().all(|field| !field.value.contains("s3cr3t") || named(&field.name)), "{fields:?}");
    assert!(
        fields.iter().all(|field| !field.name.contains("cookie") && !field.name.starts_with("request.header.auth"))
    );
}

const NAMES: &[&str] = &[
    "details.base64",
    "details.bytes",
    "details.json",
    "details.text",
    "challenge",
    "header.www-authenticate",
    "size",
    "request.header.authorization",
    "header.retry-after",
    "header.date",
    "header.x-ratelimit-reset",
    "http.status",
    "header.grpc-message",
    "detail.RetryInfo.retry_delay",
    "header.grpc-retry-pushback-ms",
    "header.x-ratelimit-remaining",
];

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn takes_anything(pairs in prop::collection::vec((prop::sample::select(NAMES), prop_oneof![any::<String>(), "[0-9.eE+-]{0,20}", "(Bearer|Basic)? ?eyJ[A-Za-z0-9_.-]{0,40}", Just("429".to_owned()), Just("0".to_owned()), Just("Sun, 06 Nov 1994 08:49:37 GMT".to_owned())]), 0..8), clock in any::<Option<i32>>()) {
        let mut fields = Fields::default();
        for (name, value) in pairs {
            fields.add(name, value);
        }
        enrich(&mut fields, clock.and_then(|s| jiff::Timestamp::from_second(i64::from(s)).ok()));
        prop_assert!(fields.iter().all(|f| f.name == "details.unreadable" || !f.name.starts_with("details.")));
    }
}
