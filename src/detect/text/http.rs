//! The built-in reader of HTTP responses, as `curl -i`, `curl -v` and `HTTPie` print them: status line, headers, body, and the
//! request before it if it is shown.

use std::ops::Range;

use super::lines;
use crate::field::Fields;
use crate::records::{Form, Prefix};

/// An HTTP response in a text.
#[derive(Debug)]
pub(crate) struct Response {
    /// Its range in the text, including the request.
    pub span: Range<usize>,
    /// The range of its body; empty if it has none.
    pub body: Range<usize>,
    /// The fields `http.*`, `header.*` and `request.header.*`.
    pub fields: Fields,
}

/// How many lines a head may have.
const MAX_HEAD_LINES: usize = 200;
/// How much of a body is read.
const MAX_BODY_BYTES: usize = 1 << 20;

/// Reads the response whose status line holds `at`. Text before `floor` belongs to another response.
pub(crate) fn read(text: &[u8], at: usize, floor: usize) -> Option<Response> {
    let line = lines::around(text, at);
    let (prefix, status) = split_arrow(&text[line.clone()], b'<');
    let mut fields = Fields::default();
    status_line(status, &mut fields)?;
    let mut end = line.end;
    let mut last: Option<Range<usize>> = None;
    for _ in 0..MAX_HEAD_LINES {
        let Some(next) = lines::after(text, end) else { break };
        let bytes = &text[next.clone()];
        let (arrow, header) = split_arrow(bytes, b'<');
        let noise = prefix && is_noise(bytes);
        if !noise {
            if arrow != prefix {
                // The body begins where the arrows end, even if the empty line in between was lost.
                if prefix {
                    last = Some(end..end);
                }
                break;
            }
            if header.trim_ascii().is_empty() {
                last = Some(next);
                break;
            }
            if !add_header(header, "header.", &mut fields) {
                break;
            }
        }
        end = next.end;
    }
    let mut body = end..end;
    if let Some(blank) = last {
        end = blank.end;
        body = body_after(text, blank.end, prefix, &fields);
        end = end.max(body.end);
    }
    end = trailers(text, end, &mut fields);
    let start = if prefix { request(text, line.start, floor, &mut fields) } else { line.start };
    Some(Response { span: start..end, body, fields })
}

/// Strips curl's `<` or `>` from a line, and says whether it was there.
fn split_arrow(line: &[u8], arrow: u8) -> (bool, &[u8]) {
    let trimmed = line.trim_ascii();
    match trimmed.split_first() {
        Some((first, rest)) if *first == arrow => (true, rest.trim_ascii()),
        _ => (false, trimmed),
    }
}

/// Whether `curl -v` printed this line about the connection or the transfer.
fn is_noise(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    line.starts_with(b"* ") || line == b"*" || is_data(line)
}

/// Curl's `{ [87 bytes data]`.
fn is_data(line: &[u8]) -> bool {
    matches!(line.first(), Some(b'{' | b'}')) && line.ends_with(b"bytes data]")
}

/// `HTTP/1.1 404 Not Found`, RFC 9112 section 4; HTTP/2 and 3 print no reason.
fn status_line(line: &[u8], fields: &mut Fields) -> Option<()> {
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.strip_prefix("HTTP/")?.splitn(3, ' ');
    let (version, status) = (words.next()?, words.next()?);
    let number: u16 = status.parse().ok().filter(|number| (100..1000).contains(number) && status.len() == 3)?;
    if !matches!(version, "1.0" | "1.1" | "2" | "2.0" | "3" | "3.0") {
        return None;
    }
    fields.add("http.version", version);
    fields.add("http.status", number.to_string());
    if let Some(reason) = words.next().map(str::trim).filter(|reason| !reason.is_empty()) {
        fields.add("http.reason", reason);
    }
    Some(())
}

/// Adds one header line, RFC 9110 section 5. No name in use begins with a digit: a line of a log does, with its time.
fn add_header(line: &[u8], prefix: &str, fields: &mut Fields) -> bool {
    let Some((name, value)) = memchr::memchr(b':', line).map(|colon| line.split_at(colon)) else { return false };
    let is_control = |byte: &u8| byte.is_ascii_control() && *byte != b'\t';
    if name.first().is_none_or(u8::is_ascii_digit) || !name.iter().all(is_token) || value.iter().any(is_control) {
        return false;
    }
    let value = value.get(1..).unwrap_or_default().trim_ascii();
    let name = String::from_utf8_lossy(name).to_ascii_lowercase();
    fields.add(format!("{prefix}{name}"), String::from_utf8_lossy(value));
    true
}

/// Whether a byte may be part of a header's name (a `tchar`, RFC 9110 section 5.6.2).
fn is_token(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte)
}

/// The body after the blank line that ends the head.
fn body_after(text: &[u8], head_end: usize, verbose: bool, fields: &Fields) -> Range<usize> {
    let mut start = (head_end + 1).min(text.len());
    while verbose && start < text.len() && is_noise(&text[lines::around(text, start)]) {
        start = (lines::end(text, start) + 1).min(text.len());
    }
    let rest = &text[start..text.len().min(start + MAX_BODY_BYTES)];
    if rest.is_empty() || rest.starts_with(b"HTTP/") || rest.starts_with(b"\n") || rest.starts_with(b"\r\n") {
        return start..start;
    }
    let is_chunked = fields.values("header.transfer-encoding").any(|coding| coding.eq_ignore_ascii_case("chunked"));
    if let Some(chunks) = is_chunked.then(|| chunks(rest)).flatten() {
        return start + chunks.start..start + chunks.end;
    }
    if matches!(rest[0], b'{' | b'[')
        && let Some(document) = super::json_span::from(text, start)
    {
        return document.span;
    }
    // A paste has lost the carriage returns that the length counts.
    let markup = markup_end(rest);
    let declared = fields.first("header.content-length").and_then(|length| length.trim().parse::<usize>().ok());
    if let Some(length) = declared.filter(|length| *length <= rest.len()) {
        return start..start + markup.map_or(length, |end| end.min(length));
    }
    start..start + markup.unwrap_or_else(|| paragraph_end(rest))
}

/// What lies in the chunks that a client prints as they came (`curl --raw`; RFC 9112, section 7.1): each has its length in
/// hexadecimal on a line before it. Returns `None` if the first line is no length.
fn chunks(rest: &[u8]) -> Option<Range<usize>> {
    let mut content: Option<Range<usize>> = None;
    let mut at = 0;
    while let Some(line) = memchr::memchr(b'\n', &rest[at..]).map(|end| at..at + end) {
        let size =
            std::str::from_utf8(rest[line.clone()].trim_ascii()).ok().filter(|size| (1..=8).contains(&size.len()));
        let Some(size) = size.and_then(|size| usize::from_str_radix(size, 16).ok()).filter(|size| *size > 0) else {
            break;
        };
        let data = line.end + 1..(line.end + 1).saturating_add(size).min(rest.len());
        at = data.end + rest[data.end..].iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        content = Some(content.map_or(data.start, |content| content.start)..data.end);
    }
    content
}

/// How far the end of a page is looked for. Without a limit, a log of responses whose pages are cut takes quadratic time.
const MAX_MARKUP_BYTES: usize = 32 << 10;

/// The offset of the end of an HTML or XML document.
fn markup_end(rest: &[u8]) -> Option<usize> {
    let rest = &rest[..rest.len().min(MAX_MARKUP_BYTES)];
    let closers: [&[u8]; 5] = [b"</html>", b"</HTML>", b"</Error>", b"</ErrorResponse>", b"Envelope>"];
    let ends = closers.into_iter().filter_map(|closer| {
        let last = if closer == b"Envelope>" {
            memchr::memmem::rfind(rest, closer)
        } else {
            memchr::memmem::find(rest, closer)
        };
        last.map(|at| at + closer.len())
    });
    rest.starts_with(b"<").then(|| ends.min()).flatten()
}

/// The offset of the blank line, or of the first line that can't belong to the body.
fn paragraph_end(rest: &[u8]) -> usize {
    let mut end = 0;
    for line in rest.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.trim_ascii();
        let ends = bare.is_empty() || is_noise(line) || bare.starts_with(b"HTTP/") || bare.starts_with(b"> ");
        if ends || Prefix::read(bare).source.form == Form::Prefixed {
            break;
        }
        end += line.len();
    }
    end
}

/// Reads gRPC trailers that a client prints after the body; returns where they end.
fn trailers(text: &[u8], mut end: usize, fields: &mut Fields) -> usize {
    loop {
        let rest = &text[end..];
        let skipped = rest.len() - rest.trim_ascii_start().len();
        let start = end + skipped;
        let line = lines::around(text, start);
        let bytes = &text[start..line.end.max(start)];
        let (_, header) = split_arrow(bytes, b'<');
        let named = header.get(..5).is_some_and(|name| name.eq_ignore_ascii_case(b"grpc-"));
        if skipped > 4 || !named || !add_header(header, "header.", fields) {
            return end;
        }
        end = line.end;
    }
}

/// Reads the request that `curl -v` shows before the response; returns where it begins.
fn request(text: &[u8], from: usize, floor: usize, fields: &mut Fields) -> usize {
    let mut start = from;
    let mut headers: Vec<Range<usize>> = Vec::new();
    while let Some(line) = lines::before(text, start).filter(|line| line.start >= floor) {
        let bytes = &text[line.clone()];
        let (arrow, content) = split_arrow(bytes, b'>');
        if !arrow && !is_noise(bytes) || headers.len() > MAX_HEAD_LINES {
            break;
        }
        start = line.start;
        if arrow && request_line(content, fields) {
            for line in headers.into_iter().rev() {
                add_header(split_arrow(&text[line], b'>').1, "request.header.", fields);
            }
            if let Some(host) = fields.first("request.header.host").map(str::to_owned) {
                fields.add("http.host", host);
            }
            return curl_prologue(text, start, floor);
        }
        headers.push(line);
    }
    from
}

/// The beginning of curl's lines about the connection, before the request.
fn curl_prologue(text: &[u8], mut start: usize, floor: usize) -> usize {
    while let Some(line) = lines::before(text, start).filter(|line| line.start >= floor) {
        if !is_noise(&text[line.clone()]) {
            break;
        }
        start = line.start;
    }
    start
}

/// `GET /path HTTP/1.1`, RFC 9112 section 3.
fn request_line(line: &[u8], fields: &mut Fields) -> bool {
    let Some(line) = std::str::from_utf8(line).ok() else { return false };
    let words: Vec<&str> = line.split(' ').collect();
    let [method, target, version] = words.as_slice() else { return false };
    if !version.starts_with("HTTP/") || !method.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return false;
    }
    fields.add("http.method", *method);
    fields.add("http.path", target.split('?').next().unwrap_or(target));
    true
}

/// What a body that is not JSON says, in one line: the title of an HTML page, or the first line that is not markup.
pub(crate) fn gist(body: &str) -> String {
    let lower = body.to_ascii_lowercase();
    let between = |open: &str, close: &str| {
        let start = lower.find(open)? + open.len();
        let end = start + lower.get(start..)?.find(close)?;
        Some(body.get(start..end)?.trim().to_owned()).filter(|text| !text.is_empty())
    };
    if lower.trim_start().starts_with('<') {
        let found = between("<title>", "</title>").or_else(|| between("<h1>", "</h1>"));
        return found.or_else(|| between("<message>", "</message>")).unwrap_or_default();
    }
    body.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(text: &str) -> (Response, String) {
        let at = text.find("HTTP/1.1 4").expect("a status line");
        let response = read(text.as_bytes(), at, 0).expect("a response");
        let body = text[response.body.clone()].to_owned();
        (response, body)
    }

    #[test]
    fn plain() {
        let text = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"x\"\r\nContent-Type: text/plain\r\n\r\nno token\nnext";
        let (found, body) = response(text);
        assert_eq!(found.fields.first("header.www-authenticate"), Some("Bearer realm=\"x\""));
        assert_eq!(found.fields.first("http.reason"), Some("Unauthorized"));
        assert_eq!(body, "no token\nnext");
    }

    #[test]
    fn verbose() {
        let text = "*   Trying 127.0.0.1:80...\n> GET /v2/?x=1 HTTP/1.1\n> Host: h:1\n> \n< HTTP/1.1 401 Unauthorized\n\
                    < Content-Length: 87\n< \n{ [87 bytes data]\n* Connection #0 to host h left intact\n{\"errors\":[]}\n";
        let (found, body) = response(text);
        assert_eq!(found.fields.first("http.path"), Some("/v2/"));
        assert_eq!(found.fields.first("http.host"), Some("h:1"));
        assert_eq!((body.as_str(), found.span.start), ("{\"errors\":[]}", 0));
    }

    #[test]
    fn a_page_ends_where_it_closes() {
        let text = "HTTP/1.1 412 Old\nContent-Length: 30\n\n<html>\n<p>Old\n</html>\nnext line of the log\n";
        assert_eq!(response(text).1, "<html>\n<p>Old\n</html>");
    }

    #[test]
    fn chunks_end_where_they_say() {
        let of = |body: &str| response(&format!("HTTP/1.1 426 Old\nTransfer-Encoding: chunked\n\n{body}")).1;
        assert_eq!(of("10\nUpgrade Required\nnext line"), "Upgrade Required");
        assert_eq!(of("8\r\n{\"a\":1}\n\r\n0\r\n\r\nnext"), "{\"a\":1}\n");
        assert_eq!(of("3\none\n3\ntwo\n0\nnext"), "one\n3\ntwo");
        // Cut off, or decoded by the client.
        assert_eq!(of("ff\nUpgrade"), "Upgrade");
        assert_eq!(of("Upgrade Required\nnext"), "Upgrade Required\nnext");
        assert_eq!(of("0\n"), "0\n");
        assert_eq!(of("ffffffff\nx\n"), "x\n");
    }

    #[test]
    fn headers_have_a_name_that_is_a_token() {
        let read = |line: &str| {
            let mut fields = Fields::default();
            add_header(line.as_bytes(), "header.", &mut fields)
                .then(|| fields.iter().map(|field| format!("{}={}", field.name, field.value)).collect::<String>())
        };
        assert_eq!(read("X-Request-Id: \t7f 3:4 \t").as_deref(), Some("header.x-request-id=7f 3:4"));
        assert_eq!(read("Server:nginx").as_deref(), Some("header.server=nginx"));
        assert_eq!(read("Retry-After:").as_deref(), Some("header.retry-after="));
        for line in
            ["", ":", ": x", "no colon", "Two words: x", "name : x", "n\u{e9}: x", "name: \u{1b}[0m", "10:41: x"]
        {
            assert_eq!(read(line), None, "{line:?}");
        }
    }

    #[test]
    fn no_status_line() {
        let text = b"GET / HTTP/1.1 400 x";
        assert!(read(text, 6, 0).is_none());
    }
}
