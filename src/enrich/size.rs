//! Lengths that are not lengths: the first bytes of another protocol, read as a number.

use crate::field::Fields;

/// Adds `size.ascii` for `size` if its four bytes are printable (big-endian, as gRPC and many other protocols send a
/// length). 1213486160 is `HTTP`: an HTTP/1 server answered.
pub(super) fn enrich(fields: &mut Fields) {
    let texts: Vec<String> = fields.values("size").filter_map(ascii).collect();
    for text in texts {
        fields.add("size.ascii", text);
    }
}

fn ascii(size: &str) -> Option<String> {
    let bytes = size.trim().parse::<u32>().ok()?.to_be_bytes();
    let printable = bytes.iter().all(|byte| (b' '..=b'~').contains(byte));
    printable.then(|| bytes.iter().map(|byte| char::from(*byte)).collect())
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn reads_the_beginning_of_another_protocol() {
        assert_eq!(ascii("1213486160").as_deref(), Some("HTTP"));
        assert_eq!(ascii("1414811695").as_deref(), Some("TTP/"));
        assert_eq!(ascii("4194304"), None);
        assert_eq!(ascii("1073741824"), None);
        assert_eq!(ascii("99999999999999999999"), None);
        assert_eq!(ascii("4 MiB"), None);
    }
}
