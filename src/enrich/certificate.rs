//! How long a certificate has been expired, or has yet to become valid.

use jiff::Timestamp;

use super::clock::duration;
use crate::field::Fields;

/// Adds `certificate.expired_for` and `certificate.valid_in` from the two times that Go's verifier prints. It names its own
/// clock, so no other is needed.
pub(super) fn enrich(fields: &mut Fields) {
    let time = |name| fields.first(name).and_then(|value| value.parse::<Timestamp>().ok()).map(Timestamp::as_second);
    let Some(now) = time("certificate.now") else { return };
    let expired = time("certificate.not_after").map(|end| now.saturating_sub(end)).filter(|past| *past >= 0);
    let early = time("certificate.not_before").map(|start| start.saturating_sub(now)).filter(|left| *left > 0);
    if let Some(past) = expired {
        fields.add("certificate.expired_for", duration(past, 0));
    }
    if let Some(left) = early {
        fields.add("certificate.valid_in", duration(left, 0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enriched(given: &[(&str, &str)], wanted: &str) -> Option<String> {
        let mut fields = Fields::default();
        given.iter().for_each(|(name, value)| fields.add(*name, *value));
        enrich(&mut fields);
        fields.first(wanted).map(str::to_owned)
    }

    #[test]
    fn the_times_of_a_certificate_are_compared() {
        let now = ("certificate.now", "2026-11-21T18:54:23Z");
        let expired = [now, ("certificate.not_after", "2026-11-20T18:54:23Z")];
        assert_eq!(enriched(&expired, "certificate.expired_for").as_deref(), Some("86400s"));
        let early = [now, ("certificate.not_before", "2026-11-21T18:55:23Z")];
        assert_eq!(enriched(&early, "certificate.valid_in").as_deref(), Some("60s"));
        assert_eq!(enriched(&expired[1..], "certificate.expired_for"), None);
        assert_eq!(enriched(&[now, ("certificate.not_after", "soon")], "certificate.expired_for"), None);
    }
}
