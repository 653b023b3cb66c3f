//! What a log record says before its body: time, level, and where it comes from.
//!
//! No logger is known by name here. A prefix is a run of items (a time stamp, a level, a name in brackets, a process with
//! its id, a logger and a colon) and ends where an item is none of these. That covers syslog, journald, klog, log4j, zap,
//! logrus, slog, Python's logging, Serilog, Spring and docker compose, and whatever combines the same items.

use super::items::{clock_length, level_named, logrus_level, time_length};
use super::structured;

/// How bad a record says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// `TRACE` or `DEBUG`.
    Debug,
    /// `INFO` or `NOTICE`.
    Info,
    /// `WARN`.
    Warning,
    /// `ERROR` and worse.
    Error,
}

/// How a record says what it says of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// It says nothing.
    #[default]
    Bare,
    /// In a prefix.
    Prefixed,
    /// In values with names: JSON, logfmt.
    Structured,
}

/// Where a record comes from, as far as its prefix says so.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// The container, pod or host.
    pub container: Option<String>,
    /// The process and the thread: `pay[812]`, `pool-6-thread-2`.
    pub process: Option<String>,
    /// The logger or component.
    pub component: Option<String>,
    /// How the record says so: a program writes its log in one form.
    pub form: Form,
}

/// The prefix of a record. The default is an empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Prefix {
    /// How many bytes of the line it takes, with the space after it.
    pub length: usize,
    /// Its time, as it is printed.
    pub time: Option<String>,
    /// Its level.
    pub level: Option<Level>,
    /// Where the record comes from.
    pub source: Source,
}

impl Source {
    /// Whether two records can come from one place: what both print is equal. Loggers of one process may differ, since
    /// a library logs under a name of its own.
    ///
    /// ```ignore
    /// same_place("pay[8] io.grpc", "pay[8] shop.Cart") == true
    /// same_place("unit=helm", "unit=lantern") == false
    /// ```
    pub(crate) fn same_place(&self, other: &Source) -> bool {
        let equal = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
        let one_process = self.process.is_some() && self.process == other.process;
        if self.form != Form::Bare && other.form != Form::Bare && self.form != other.form {
            return false;
        }
        equal(&self.container, &other.container)
            && equal(&self.process, &other.process)
            && (one_process || equal(&self.component, &other.component))
    }

    /// The source for people: `pod/pay-7f9 pay[812] shop.Cart`.
    pub(crate) fn shown(&self) -> Option<String> {
        let parts: Vec<&str> =
            [&self.container, &self.process, &self.component].into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    }
}

/// No prefix is longer. Whoever writes more before the message says it in the message's own words.
const MAX_PREFIX_BYTES: usize = 240;
/// A name in brackets is longer only where it is no name.
const MAX_BRACKETED_BYTES: usize = 80;

impl Prefix {
    /// Reads the prefix of a line.
    pub(crate) fn read(line: &[u8]) -> Prefix {
        if let Some(prefix) = structured::read(line) {
            return prefix;
        }
        let end = line.len().min(MAX_PREFIX_BYTES);
        let mut reader = Reader { line: &line[..end], at: 0, prefix: Prefix::default(), items: 0, bracketed: false };
        reader.frame();
        while reader.item() {}
        reader.finish()
    }
}

struct Reader<'l> {
    line: &'l [u8],
    at: usize,
    prefix: Prefix,
    /// How many items were read.
    items: usize,
    /// Whether the component was a name in brackets, which is a thread where a logger follows.
    bracketed: bool,
}

impl<'l> Reader<'l> {
    fn rest(&self) -> &'l [u8] {
        self.line.get(self.at..).unwrap_or_default()
    }

    /// `name-1  | `, `[pod/name/container] `: what a tool that merges the logs of containers writes first.
    fn frame(&mut self) {
        let line = self.rest();
        let name = line.iter().take_while(|byte| is_name(**byte)).count();
        let blanks = line[name..].iter().take_while(|byte| **byte == b' ').count();
        if name > 0 && blanks > 0 && line[name + blanks..].starts_with(b"| ") {
            self.prefix.source.container = text(&line[..name]);
            self.take(name + blanks + 2);
        } else if line.starts_with(b"[pod/")
            && let Some(close) = line.iter().position(|byte| *byte == b']')
        {
            self.prefix.source.container = text(&line[1..close]);
            self.take(close + 1);
        }
    }

    /// Takes so many bytes, and the blanks and separators after them.
    fn take(&mut self, count: usize) {
        self.at += count;
        self.items += 1;
        self.skip();
        self.prefix.length = self.at;
    }

    /// Skips blanks, and the dashes and bars between items.
    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let blanks = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let mark = rest[blanks..].iter().take_while(|byte| matches!(byte, b'-' | b'|')).count();
            let ends = rest.get(blanks + mark).is_some_and(|byte| *byte == b' ');
            // `-->` begins a box, and `- name` of a list has no blank before it.
            if mark > 0 && mark <= 3 && ends && blanks > 0 {
                self.at += blanks + mark;
            } else {
                self.at += blanks;
                return;
            }
        }
    }

    /// Takes one more item, if there is one.
    fn item(&mut self) -> bool {
        if self.rest().is_empty() {
            return false;
        }
        self.klog()
            || self.logrus()
            || self.host()
            || self.time()
            || self.level()
            || self.bracketed()
            || self.process()
            || self.place()
            || self.component()
    }

    fn finish(mut self) -> Prefix {
        // All of a line is not its prefix: then the items were its message.
        if self.items == 0 || self.prefix.length >= self.line.len() {
            return Prefix::default();
        }
        if self.prefix.time.is_some() || self.prefix.level.is_some() {
            self.prefix.source.form = Form::Prefixed;
        }
        self.prefix
    }

    /// `E0719 23:15:40.220874      77 file.go:140] `, as klog and glog write it, and absl with a year.
    fn klog(&mut self) -> bool {
        let rest = self.rest();
        let level = match rest.first() {
            Some(b'I') => Level::Info,
            Some(b'W') => Level::Warning,
            Some(b'E' | b'F') => Level::Error,
            _ => return false,
        };
        let digits = rest[1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if !matches!(digits, 4 | 8) || rest.get(1 + digits) != Some(&b' ') {
            return false;
        }
        let clock = 2 + digits;
        let Some(length) = clock_length(&rest[clock..]) else { return false };
        self.prefix.level = Some(level);
        self.prefix.time = text(&rest[..clock + length]);
        self.take(clock + length);
        let pid = self.rest().iter().take_while(|byte| byte.is_ascii_digit()).count();
        if pid > 0 && self.rest().get(pid) == Some(&b' ') {
            self.prefix.source.process = text(&self.rest()[..pid]);
            self.take(pid);
        }
        let place = self.rest().iter().position(|byte| *byte == b']' || *byte == b' ');
        if let Some(close) = place.filter(|close| self.rest()[*close] == b']') {
            self.take(close + 1);
        }
        true
    }

    /// `ERRO[0000] `.
    fn logrus(&mut self) -> bool {
        let Some((level, length)) = logrus_level(self.rest()).filter(|_| self.prefix.level.is_none()) else {
            return false;
        };
        self.prefix.level = Some(level);
        self.take(length);
        true
    }

    /// `harbor-2 22:06:48.913 `: a host before the time, at the beginning of a line.
    fn host(&mut self) -> bool {
        let rest = self.rest();
        let name = word_length(rest);
        let after = rest.get(name + 1..).unwrap_or_default();
        let is_name = rest.first().is_some_and(u8::is_ascii_alphabetic) && rest.get(name) == Some(&b' ');
        if self.at > 0 || !is_name || time_length(rest).is_some() || time_length(after).is_none() {
            return false;
        }
        self.prefix.source.container = text(&rest[..name]);
        self.take(name);
        true
    }

    fn time(&mut self) -> bool {
        if self.prefix.time.is_some() {
            return false;
        }
        let open = usize::from(matches!(self.rest().first(), Some(b'[' | b'(')));
        let Some(length) = time_length(&self.rest()[open..]) else { return false };
        let time = text(&self.rest()[open..open + length]);
        let closes = matches!(self.rest().get(open + length), Some(b']' | b')'));
        if open == 1 && !closes {
            // `[06:31:20 WRN]`: the time leads a name in brackets.
            return false;
        }
        let mut length = open + length + usize::from(open == 1);
        length += usize::from(self.rest().get(length) == Some(&b':'));
        let after = self.rest().get(length);
        if after.is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'|' | b'[' | b',')) {
            return false;
        }
        self.prefix.time = time;
        self.take(length);
        true
    }

    /// `ERROR`, `[error]`, `<err>`, `warn:`, or a single capital after a time.
    fn level(&mut self) -> bool {
        if self.prefix.level.is_some() {
            return false;
        }
        let rest = self.rest();
        let open = usize::from(matches!(rest.first(), Some(b'[' | b'<' | b'(')));
        let word = rest[open..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let name = &rest[open..open + word];
        let mut end = open + word;
        let closed = matches!(rest.get(end), Some(b']' | b'>' | b')'));
        if open == 1 && !closed {
            return false;
        }
        end += open;
        let colon = rest.get(end) == Some(&b':');
        let ends = rest.get(end + usize::from(colon)).is_none_or(u8::is_ascii_whitespace) || (colon && open == 0);
        let small = name.iter().any(u8::is_ascii_lowercase);
        let after_time = self.prefix.time.is_some();
        // A small `error: ` without a time before it is the beginning of a message.
        let Some(level) = level_named(name).filter(|_| ends && (open == 1 || !small || after_time)) else {
            return false;
        };
        if name.len() == 1 && !(after_time && (open == 1 || self.items > 0)) {
            return false;
        }
        self.prefix.level = Some(level);
        self.take(end + usize::from(colon));
        true
    }

    /// `[main]`, `[pid 77:tid 4]`, `[ferry-gate WRN]`, `[Originator@6876 sub=x]`.
    fn bracketed(&mut self) -> bool {
        let rest = self.rest();
        if rest.first() != Some(&b'[') {
            return false;
        }
        let limit = rest.len().min(MAX_BRACKETED_BYTES);
        let Some(close) = rest[..limit].iter().position(|byte| *byte == b']') else { return false };
        let content = &rest[1..close];
        let colon = usize::from(rest.get(close + 1) == Some(&b':'));
        let ends = rest.get(close + 1 + colon).is_none_or(|byte| byte.is_ascii_whitespace() || *byte == b'[');
        if content.is_empty() || !ends || content.iter().any(|byte| matches!(byte, b'"' | b'\'' | b'{' | b'[')) {
            return false;
        }
        let mut names: Vec<&[u8]> = Vec::new();
        let mut rest = content;
        if self.prefix.time.is_none()
            && let Some(length) = time_length(rest)
        {
            self.prefix.time = text(&rest[..length]);
            rest = &rest[length..];
        }
        for word in rest.split(|byte| *byte == b' ' || *byte == b',').filter(|word| !word.is_empty()) {
            let level = word.rsplit(|byte| *byte == b':').next().and_then(level_named).filter(|_| word.len() > 1);
            match level {
                Some(level) if self.prefix.level.is_none() => self.prefix.level = Some(level),
                _ => names.push(word),
            }
        }
        let name = text(&names.join(&b' '));
        let runs = names.iter().any(|word| word.iter().any(u8::is_ascii_digit));
        match (&self.prefix.source.process, runs) {
            (None, true) => self.prefix.source.process = name,
            _ if self.prefix.source.component.is_none() => {
                self.prefix.source.component = name;
                self.bracketed = true;
            }
            _ => {}
        }
        self.take(close + 1 + colon);
        true
    }

    /// `host name[pid]: ` and `name[pid]: `, after a time.
    fn process(&mut self) -> bool {
        if self.prefix.source.process.is_some() {
            return false;
        }
        let rest = self.rest();
        let first = word_length(rest);
        let (host, name) = match bracketed_number(&rest[first..]) {
            Some(_) => (None, 0..first),
            // A host comes before the name only after a time: `Jun 14 22:40:10 loom-3 shuttle[812]: `.
            None if self.prefix.time.is_some() && rest.get(first) == Some(&b' ') => {
                (text(&rest[..first]), first + 1..first + 1 + word_length(&rest[first + 1..]))
            }
            None => return false,
        };
        let Some(pid) = bracketed_number(&rest[name.end..]).filter(|_| !name.is_empty()) else { return false };
        let colon = usize::from(rest.get(name.end + pid) == Some(&b':'));
        if rest.get(name.end + pid + colon).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            return false;
        }
        self.prefix.source.process = text(&rest[name.start..name.end + pid]);
        if self.prefix.source.container.is_none() {
            self.prefix.source.container = host;
        }
        self.take(name.end + pid + colon);
        true
    }

    /// `file.go:140: `, and the number of a process or a thread between other items.
    fn place(&mut self) -> bool {
        if self.prefix.time.is_none() && self.prefix.level.is_none() {
            return false;
        }
        let rest = self.rest();
        let word = rest.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        let name = rest[..word].strip_suffix(b":").or(rest[..word].strip_suffix(b"]")).unwrap_or(&rest[..word]);
        let digits = name.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let before = name.len() - digits;
        let is_place = digits > 0
            && before > 1
            && name[before - 1] == b':'
            && name[..before - 1].contains(&b'.')
            && name[..before - 1].iter().any(u8::is_ascii_alphabetic)
            && name[..before - 1].iter().all(|byte| is_name(*byte) || *byte == b'/');
        // A bare number counts as a process only with more of a prefix behind it, as Spring's `1 --- [main]` has.
        let more = rest[word..].trim_ascii_start();
        let is_number = digits == word && word > 0 && (more.starts_with(b"--") || more.starts_with(b"["));
        if is_number && self.prefix.source.process.is_none() {
            self.prefix.source.process = text(name);
        }
        if is_place || is_number {
            self.take(word);
        }
        is_place || is_number
    }

    /// `shop.Cart - `, `buoy/net: `, or a name between the time and the level, after other items.
    fn component(&mut self) -> bool {
        let known = self.prefix.time.is_some() || self.prefix.level.is_some() || self.prefix.source.container.is_some();
        let taken = self.prefix.source.component.is_some() && !self.bracketed;
        if !known || taken {
            return false;
        }
        let rest = self.rest();
        let name = word_length(rest);
        let after = &rest[name..];
        let blanks = after.iter().take_while(|byte| **byte == b' ').count();
        let separated = (blanks == 0 && after.starts_with(b": "))
            || (blanks > 0 && (after[blanks..].starts_with(b"- ") || after[blanks..].starts_with(b": ")));
        let next = &after[blanks..];
        let level = next.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
        let before_level = blanks > 0
            && self.prefix.level.is_none()
            && level_named(&next[..level]).is_some()
            && next.get(level).is_some_and(|byte| matches!(byte, b' ' | b':'));
        // The address of a client begins an access log's line, and is no part of the program.
        let is_name = rest[..name].iter().any(u8::is_ascii_alphabetic) || rest[..name].contains(&b'#');
        if !is_name || !(separated || before_level) || speaks_of_an_error(&rest[..name]) {
            return false;
        }
        let logger = text(&rest[..name]);
        let thread = std::mem::replace(&mut self.prefix.source.component, logger);
        let process = [self.prefix.source.process.take(), thread];
        let process: Vec<String> = process.into_iter().flatten().collect();
        self.prefix.source.process = (!process.is_empty()).then(|| process.join(" "));
        self.bracketed = false;
        let colon = match separated {
            true if blanks == 0 => 1,
            true => blanks + 1,
            false => 0,
        };
        self.take(name + colon);
        true
    }
}

/// A word that belongs to the message although a colon follows: the class of an exception, a code, or `error` itself.
fn speaks_of_an_error(word: &[u8]) -> bool {
    let ends =
        |suffix: &[u8]| word.len() >= suffix.len() && word[word.len() - suffix.len()..].eq_ignore_ascii_case(suffix);
    let suffixes: [&[u8]; 9] =
        [b"error", b"exception", b"failure", b"failed", b"errno", b"fatal", b"panic", b"status", b"code"];
    // `AH00898` and `ORA-12541` are codes.
    let is_code =
        word.iter().any(u8::is_ascii_digit) && !word.iter().any(u8::is_ascii_lowercase) && word[0].is_ascii_uppercase();
    is_code || suffixes.into_iter().any(ends)
}

fn text(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

fn word_length(rest: &[u8]) -> usize {
    rest.iter().take_while(|byte| is_name(**byte) || matches!(byte, b'/' | b'$' | b'@' | b'#' | b'*')).count()
}

/// The length of `[812]`.
fn bracketed_number(rest: &[u8]) -> Option<usize> {
    let inner = rest.strip_prefix(b"[")?;
    let digits = inner.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (digits > 0 && inner.get(digits) == Some(&b']')).then_some(digits + 2)
}
