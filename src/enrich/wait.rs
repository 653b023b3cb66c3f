//! How long the server asks its client to wait.

use jiff::Timestamp;

use super::clock::{duration_of, http_date};
use crate::catalog::quantity;
use crate::field::Fields;

/// A year. A longer wait is a mistake.
const MAX_WAIT_SECONDS: f64 = 366.0 * 86_400.0;

/// Adds `wait`: the longest wait that the server asks for by `Retry-After` (RFC 9110, section 10.2.3), a `RetryInfo`,
/// gRPC's pushback (proposal A6) or the reset time of an exhausted quota.
pub(super) fn enrich(fields: &mut Fields, clock: Option<Timestamp>) {
    let after = fields.values("header.retry-after").filter_map(|value| retry_after(value, clock));
    let retry = fields.values("detail.RetryInfo.retry_delay").filter_map(quantity::parse);
    let pushback = PUSHBACKS.iter().flat_map(|name| fields.values(name)).filter_map(milliseconds);
    let reset = resets(fields, clock);
    let longest = after
        .chain(retry)
        .chain(pushback)
        .chain(reset)
        .filter(|wait| (0.0..MAX_WAIT_SECONDS).contains(wait))
        .reduce(f64::max);
    if let Some(longest) = longest {
        fields.add("wait", duration_of(longest));
    }
}

/// Headers in milliseconds. A negative pushback means "do not retry" and is not a wait.
const PUSHBACKS: &[&str] = &["header.grpc-retry-pushback-ms", "header.retry-after-ms", "header.x-ms-retry-after-ms"];

fn milliseconds(value: &str) -> Option<f64> {
    value.trim().parse::<u32>().ok().map(|ms| f64::from(ms) / 1e3)
}

fn retry_after(value: &str, clock: Option<Timestamp>) -> Option<f64> {
    if let Ok(seconds) = value.trim().parse::<f64>() {
        return Some(seconds);
    }
    let (until, now) = (http_date(value)?, clock?);
    Some(until.duration_since(now).as_secs_f64().max(0.0))
}

/// The time until a quota is reset. Some servers send it with every response; it is a wait only if the quota is
/// exhausted.
fn resets(fields: &Fields, clock: Option<Timestamp>) -> Option<f64> {
    let any =
        |names: &[&'static str], value: &str| names.iter().any(|name| fields.values(name).any(|v| v.trim() == value));
    let used_up = any(&["header.x-ratelimit-remaining", "header.ratelimit-remaining"], "0");
    if !used_up && !any(&["http.status"], "429") {
        return None;
    }
    let mut names = ["header.x-ratelimit-reset", "header.ratelimit-reset", "header.x-rate-limit-reset"].into_iter();
    names.find_map(|name| fields.first(name)).and_then(|value| reset(value, clock))
}

/// A reset may be in seconds from now, in seconds since 1970, or in milliseconds since 1970; its size shows which.
fn reset(value: &str, clock: Option<Timestamp>) -> Option<f64> {
    let value: f64 = value.trim().parse().ok().or_else(|| quantity::parse(value))?;
    if value < 1e9 {
        return Some(value);
    }
    let until = if value < 1e11 { value } else { value / 1e3 };
    Some((until - clock?.as_second() as f64).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::enrich;
    use crate::field::Fields;

    fn wait(of: &[(&str, &str)]) -> Option<String> {
        let mut fields = Fields::default();
        for (name, value) in of {
            fields.add(*name, *value);
        }
        let clock = super::super::clock::of_response(&fields);
        enrich(&mut fields, clock);
        fields.first("wait").map(str::to_owned)
    }

    #[test]
    fn says_how_long() {
        let date = ("header.date", "Sat, 21 Nov 2026 18:56:03 GMT");
        let full = ("http.status", "429");
        for (of, expected) in [
            (vec![("header.retry-after", "30")], Some("30s")),
            (vec![("header.retry-after", "Sat, 21 Nov 2026 18:57:03 GMT"), date], Some("60s")),
            (vec![("header.retry-after", "Sat, 21 Nov 2026 18:57:03 GMT")], None),
            (vec![("header.retry-after", "Sat, 21 Nov 2026 18:55:03 GMT"), date], Some("0s")),
            (vec![("header.retry-after", "-5")], None),
            (vec![("header.retry-after", "inf")], None),
            (vec![("detail.RetryInfo.retry_delay", "37.5s"), ("header.retry-after", "30")], Some("37.5s")),
            (vec![("header.grpc-retry-pushback-ms", "250")], Some("0.25s")),
            (vec![("header.grpc-retry-pushback-ms", "-1")], None),
            (vec![("header.x-ratelimit-reset", "1795287423"), date, full], Some("60s")),
            (vec![("header.x-ratelimit-reset", "1795287423"), full], None),
            (vec![("header.x-ratelimit-reset", "20"), ("header.x-ratelimit-remaining", "0")], Some("20s")),
            (vec![("header.x-ratelimit-reset", "20"), ("header.x-ratelimit-remaining", "4999")], None),
        ] {
            assert_eq!(wait(&of).as_deref(), expected, "{of:?}");
        }
    }
}
