//! Numbers with a unit of time or size, as errors print them and conditions compare them: `1.5s`, `250ms`, `4MiB`.

/// The value in seconds or bytes; a number without a unit is itself.
///
/// ```
/// use explain_errors::internal::parse;
/// assert_eq!(parse("250ms"), Some(0.25));
/// assert_eq!(parse("4 MiB"), Some(4194304.0));
/// assert_eq!(parse("1h2m3s"), Some(3723.0));
/// assert_eq!(parse("4194304"), Some(4194304.0));
/// assert_eq!(parse("soon"), None);
/// ```
pub fn parse(text: &str) -> Option<f64> {
    let mut rest = text.trim();
    let mut total = 0.0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let sign = usize::from(rest.starts_with(['-', '+']));
        let digits = rest[sign..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(rest.len(), |at| at + sign);
        let value: f64 = rest[..digits].parse().ok()?;
        let tail = rest[digits..].trim_start();
        let unit = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        total += value * factor(&tail[..unit])?;
        rest = tail[unit..].trim_start();
    }
    Some(total)
}

fn factor(unit: &str) -> Option<f64> {
    Some(match unit {
        "" | "s" | "sec" | "secs" | "second" | "seconds" | "B" | "byte" | "bytes" => 1.0,
        "ns" | "nanos" => 1e-9,
        "us" | "µs" => 1e-6,
        "ms" | "millis" | "milliseconds" => 1e-3,
        "m" | "min" | "minute" | "minutes" => 60.0,
        "h" | "hour" | "hours" => 3600.0,
        "d" | "day" | "days" => 86400.0,
        "kB" | "KB" => 1e3,
        "MB" => 1e6,
        "GB" => 1e9,
        "KiB" | "K" => 1024.0,
        "MiB" | "M" => 1024.0 * 1024.0,
        "GiB" | "G" => 1024.0 * 1024.0 * 1024.0,
        _ => return None,
    })
}
