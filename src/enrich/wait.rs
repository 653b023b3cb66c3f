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

/// The time until the quotas are reset that are used up. Some servers send their quotas with every response: one of which
/// something is left is no reason to wait, and one that does not say what is left is a reason only under a 429.
fn resets(fields: &Fields, clock: Option<Timestamp>) -> Option<f64> {
    let refused = fields.values("http.status").any(|status| status.trim() == "429");
    let is_used_up = |left: Option<&str>| left.map_or(refused, |left| left.trim() == "0");
    let named = fields.iter().filter_map(|field| {
        let name = field.name.strip_prefix("header.")?;
        let is_reset = (name.contains("ratelimit") || name.contains("rate-limit")) && name.contains("reset");
        let left = format!("header.{}", name.replace("reset-after", "remaining").replace("reset", "remaining"));
        (is_reset && is_used_up(fields.first(&left))).then(|| reset(&field.value, clock))?
    });
    // One header for all: `limit=100, remaining=0, reset=37`, or a list of quotas as `"burst";r=0;t=37`.
    let quotas = fields.values("header.ratelimit").flat_map(|value| {
        let by_name = value.split_once("reset=").map(|_| value);
        let listed = value.split(',').filter(move |_| by_name.is_none());
        by_name.into_iter().chain(listed)
    });
    let listed = quotas.filter_map(|quota| {
        let parameter = |names: [&str; 2]| {
            let mut all = quota.split([',', ';']).filter_map(|one| one.trim().split_once('='));
            all.find(|(name, _)| names.contains(name)).map(|(_, value)| value)
        };
        is_used_up(parameter(["remaining", "r"])).then(|| reset(parameter(["reset", "t"])?, clock))?
    });
    named.chain(listed).reduce(f64::max)
}

/// A reset may be a length of time, a time, in seconds since 1970, or in milliseconds since 1970; the size of a number shows which.
fn reset(value: &str, clock: Option<Timestamp>) -> Option<f64> {
    let value = value.trim();
    if let Ok(until) = value.parse::<Timestamp>() {
        return Some(until.duration_since(clock?).as_secs_f64().max(0.0));
    }
    let value: f64 = value.parse().ok().or_else(|| quantity::parse(value))?;
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
            (vec![("header.x-ratelimit-reset", "20")], None),
            (vec![("header.x-ratelimit-reset-after", "1.5"), full], Some("1.5s")),
            (
                vec![
                    ("header.x-ratelimit-reset-tokens", "6m0s"),
                    ("header.x-ratelimit-remaining-tokens", "0"),
                    ("header.x-ratelimit-reset-requests", "9h0m0s"),
                    ("header.x-ratelimit-remaining-requests", "59"),
                    full,
                ],
                Some("360s"),
            ),
            (vec![("header.heron-ratelimit-requests-reset", "2026-11-21T18:57:03Z"), date, full], Some("60s")),
            (vec![("header.ratelimit", "limit=100, remaining=0, reset=37")], Some("37s")),
            (vec![("header.ratelimit", "limit=100, remaining=5, reset=37"), full], None),
            (vec![("header.ratelimit", "\"burst\";r=0;t=37, \"day\";r=90;t=3600"), full], Some("37s")),
        ] {
            assert_eq!(wait(&of).as_deref(), expected, "{of:?}");
        }
    }
}
