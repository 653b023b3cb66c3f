//! The challenges of a 401 or 407: which credentials the server wants, and what was wrong with those it got.

use crate::detect::text::challenge::{self, Challenge, MAX_CHALLENGES};
use crate::field::Fields;

const CARRIERS: &[&str] = &["header.www-authenticate", "header.proxy-authenticate", "challenge"];

/// Adds one element of `challenge` for each challenge (RFC 9110, section 11.3): `challenge.scheme`, and each parameter.
pub(super) fn enrich(fields: &mut Fields) {
    let mut found: Vec<Challenge> = Vec::new();
    for value in CARRIERS.iter().flat_map(|name| fields.values(name)) {
        for challenge in challenge::read(value) {
            // vSphere sends the same challenges in the header and in the body.
            if found.len() < MAX_CHALLENGES && !found.contains(&challenge) {
                found.push(challenge);
            }
        }
    }
    for (scheme, parameters) in found {
        let element = fields.element();
        fields.add_to(element, "challenge.scheme", scheme);
        for (name, value) in parameters {
            fields.add_to(element, format!("challenge.{name}"), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::enrich;
    use crate::field::Fields;
    use proptest::prelude::*;

    fn read(value: &str) -> Vec<String> {
        let mut fields = Fields::default();
        fields.add("header.www-authenticate", value);
        enrich(&mut fields);
        let shown = |f: &crate::field::Field| {
            format!("{} {}={}", f.element.unwrap_or(0), f.name.trim_start_matches("challenge."), f.value)
        };
        fields.iter().skip(1).map(shown).collect()
    }

    #[test]
    fn reads_real_challenges() {
        let text = r#"Bearer realm="shop", error="insufficient_scope", error_description="The request requires higher privileges", scope="orders.write""#;
        assert_eq!(
            read(text),
            [
                "1 scheme=bearer",
                "1 realm=shop",
                "1 error=insufficient_scope",
                "1 error_description=The request requires higher privileges",
                "1 scope=orders.write"
            ]
        );
        let vsphere = [
            "1 scheme=basic",
            "1 realm=VAPI endpoint",
            "2 scheme=sign",
            "2 realm=00c6a3fa",
            "2 sts=https://vc.shop.internal/sts/STSService/vsphere.local",
        ];
        for text in [
            r#"Basic realm="VAPI endpoint", SIGN realm="00c6a3fa",sts="https://vc.shop.internal/sts/STSService/vsphere.local""#,
            r#"Basic realm="VAPI endpoint",SIGN realm=00c6a3fa,sts="https://vc.shop.internal/sts/STSService/vsphere.local""#,
            r#"Basic realm=\"VAPI endpoint\",SIGN realm=00c6a3fa,sts=\"https://vc.shop.internal/sts/STSService/vsphere.local\""#,
            "Basic realm=“VAPI endpoint”, SIGN realm=“00c6a3fa”,sts=“https://vc.shop.internal/sts/STSService/vsphere.local”",
        ] {
            assert_eq!(read(text), vsphere, "{text}");
        }
    }

    #[test]
    fn makes_do_with_broken_ones() {
        assert_eq!(read("Bearer"), ["1 scheme=bearer"]);
        assert_eq!(read("Negotiate, Basic realm=\"x\""), ["1 scheme=negotiate", "2 scheme=basic", "2 realm=x"]);
        assert_eq!(read("Negotiate YIIGhgYGKwYBBQUCoIIGejCC=="), ["1 scheme=negotiate"]);
        assert_eq!(
            read("Bearer error=\"invalid_token\", error_description=\"Le jeton a expiré\""),
            ["1 scheme=bearer", "1 error=invalid_token", "1 error_description=Le jeton a expiré"]
        );
        assert_eq!(read("Bearer error=\"invalid_token"), ["1 scheme=bearer", "1 error=invalid_token"]);
        assert_eq!(read("Bearer  realm=a b, error=c"), ["1 scheme=bearer", "1 realm=a b", "1 error=c"]);
        assert_eq!(read("=x"), [""; 0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_anything(text in any::<String>(), near in "(Bearer|Basic|[a-z=\", \\\\“é]){0,20}") {
            read(&text);
            read(&near);
        }
    }
}
