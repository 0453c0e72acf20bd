//! What a file says, however it was checked out.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// The name of how a checksum is made; it is part of each.
const METHOD: &str = "sha256-lf";

/// The text without a byte order mark.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The text with line feeds alone, as it is compared.
pub fn normal(text: &str) -> String {
    without_mark(text).replace("\r\n", "\n")
}

/// The checksum of a text. Byte order marks and carriage returns before line feeds do not count.
pub fn checksum(text: &str) -> String {
    let mut out = format!("{METHOD}:");
    for byte in Sha256::digest(normal(text).as_bytes()) {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::checksum;

    #[test]
    fn line_ends_and_marks_do_not_count() {
        let plain = checksum("a\nb\n");
        // `printf 'a\nb\n' | sha256sum`
        assert_eq!(plain, "sha256-lf:911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2");
        assert_eq!(checksum("\u{feff}a\r\nb\r\n"), plain);
        assert_ne!(checksum("a\nb"), plain);
        assert_ne!(checksum("a\rb\n"), checksum("a\nb\n"));
    }
}
