//! What a call was for, from the URLs and headers that name it in other words.

use crate::field::Fields;

/// Adds `target.host` and `target.port` from the upstream that a proxy names, the URL or the `Host` of the request, where no
/// text named them; and `http.host` and `http.path` from the URL.
pub(super) fn enrich(fields: &mut Fields) {
    let urls: Vec<String> =
        ["upstream", "http.url"].iter().flat_map(|name| fields.values(name)).map(str::to_owned).collect();
    let host = fields.first("request.header.host").and_then(|host| authority(host, None));
    let places: Vec<Place<'_>> = urls.iter().filter_map(|url| place_of(url)).collect();
    let known = fields.first("target.host").map(str::to_owned);
    if known.is_none() && fields.first("target.path").is_none() {
        let host = host.as_ref().map(|(host, port)| Place { host, port: port.clone(), path: "" });
        if let Some(place) = places.first().or(host.as_ref()) {
            fields.add("target.host", place.host);
            place.port.iter().for_each(|port| fields.add("target.port", port.as_str()));
        }
    } else if fields.first("target.port").is_none()
        && let Some(place) = places.iter().find(|place| Some(place.host) == known.as_deref())
    {
        place.port.iter().for_each(|port| fields.add("target.port", port.as_str()));
    }
    let url = fields.first("http.url").map(str::to_owned);
    if let Some(place) = url.as_deref().and_then(place_of) {
        if fields.first("http.host").is_none() {
            fields.add("http.host", place.host);
        }
        if fields.first("http.path").is_none() && !place.path.is_empty() {
            fields.add("http.path", place.path);
        }
    }
    if fields.first("http.host").is_none()
        && let Some((host, _)) = host
    {
        fields.add("http.host", host);
    }
}

/// Where a URL leads.
struct Place<'u> {
    host: &'u str,
    /// That of the scheme, where the URL gives none.
    port: Option<String>,
    path: &'u str,
}

fn place_of(url: &str) -> Option<Place<'_>> {
    let (scheme, rest) = url.split_once("://")?;
    let usual = match scheme {
        "https" | "grpcs" => Some("443"),
        "http" | "grpc" => Some("80"),
        _ => return None,
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (named, path) = rest.split_at(end);
    let (host, port) = authority(named, usual)?;
    let start = named.find(host.as_str())?;
    Some(Place { host: named.get(start..start + host.len())?, port, path })
}

/// The host and port of an authority. Returns `None` if there is user information, which may be a password.
fn authority(text: &str, usual: Option<&str>) -> Option<(String, Option<String>)> {
    let text = text.trim();
    if text.is_empty() || text.contains('@') {
        return None;
    }
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) => (host, rest.strip_prefix(':')),
        None => text.rsplit_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    // A socket's path, such as that of `http://unix:/run/app.sock`, is no host.
    let is_host = !host.is_empty() && host != "unix";
    is_host.then(|| (host.to_owned(), port.or(usual).map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(given: &[(&str, &str)]) -> String {
        let mut fields = Fields::default();
        given.iter().for_each(|(name, value)| fields.add(*name, *value));
        enrich(&mut fields);
        let of = |name| fields.first(name).unwrap_or("-").to_owned();
        format!("{}:{} {}{}", of("target.host"), of("target.port"), of("http.host"), of("http.path"))
    }

    #[test]
    fn urls_and_headers_name_the_target() {
        let rows: &[(&str, &[(&str, &str)])] = &[
            ("a.example:443 a.example/v2/", &[("http.url", "https://a.example/v2/")]),
            ("a.example:8080 a.example-", &[("http.url", "http://a.example:8080")]),
            ("::1:8443 ::1/x", &[("http.url", "https://[::1]:8443/x")]),
            ("10.0.0.5:9000 shop.example-", &[("upstream", "http://10.0.0.5:9000/x"), ("http.host", "shop.example")]),
            ("b.example:- b.example-", &[("request.header.host", "b.example")]),
            ("b.example:81 b.example-", &[("request.header.host", "b.example:81")]),
            (
                "c:50051 a.example/",
                &[("target.host", "c"), ("target.port", "50051"), ("http.url", "https://a.example/")],
            ),
            ("a.example:443 a.example/", &[("target.host", "a.example"), ("http.url", "https://a.example/")]),
            ("c:- a.example/", &[("target.host", "c"), ("http.url", "https://a.example/")]),
            ("-:- --", &[("http.url", "https://user:pass@a.example/")]),
            ("-:- --", &[("upstream", "http://unix:/run/app.sock:/")]),
            ("-:- --", &[("upstream", "fastcgi://unix:/run/app.sock:")]),
            ("-:- a.example/", &[("target.path", "/run/x.sock"), ("http.url", "https://a.example/")]),
        ];
        for (expected, given) in rows {
            assert_eq!(target(given), *expected, "{given:?}");
        }
    }
}
