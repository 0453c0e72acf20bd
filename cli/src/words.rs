//! Numbers, sizes and long texts as people read them.

use std::{fmt::Write as _, time::Duration};

/// `1 file`, `2 files`.
pub(crate) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// `1,234,567`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `8 kB`, `1.5 MB`.
pub(crate) fn bytes(size: u64) -> String {
    const UNITS: [&str; 5] = ["kB", "MB", "GB", "TB", "PB"];
    if size < 1024 {
        return format!("{size} B");
    }
    let mut unit = 0;
    // Tenths of the unit, so that 1.5 MB is not 1 MB.
    let mut tenths = size.saturating_mul(10) / 1024;
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        tenths /= 1024;
        unit += 1;
    }
    let fraction = if tenths < 100 && !tenths.is_multiple_of(10) { format!(".{}", tenths % 10) } else { String::new() };
    format!("{}{fraction} {}", tenths / 10, UNITS[unit])
}

/// How far something is that goes through rows, and how long it may still take.
pub(crate) fn far(what: &str, rows: u64, (done, of): (u64, u64), time: Duration) -> String {
    let mut text = what.to_owned();
    if rows > 0 {
        let _ = write!(text, " · {} rows · {}", thousands(rows), bytes(done));
    }
    if rows > 0 && of > done && time.as_secs() >= 1 {
        let left = u128::from(of - done) * time.as_millis() / u128::from(done.max(1)) / 1000;
        let _ = write!(text, " of {} · about {left} s left ·", bytes(of));
    }
    text
}

/// The first line of a comment, as far as a list shows it.
pub(crate) fn first_line(comment: &str) -> &str {
    comment.trim().lines().next().unwrap_or_default()
}

/// A text on one line, of so many characters at most.
pub(crate) fn one_line(text: &str, limit: usize) -> String {
    let mut line = String::new();
    for c in text.chars() {
        match c {
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\t' => line.push_str("\\t"),
            c if c.is_control() => line.extend(c.escape_default()),
            c => line.push(c),
        }
    }
    match line.char_indices().nth(limit) {
        Some(_) => line.chars().take(limit.saturating_sub(1)).chain(['…']).collect(),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_numbers() {
        for (size, text) in [
            (0, "0 B"),
            (1023, "1023 B"),
            (8192, "8 kB"),
            (1_572_864, "1.5 MB"),
            (123_456_789, "117 MB"),
            (u64::MAX, "1638 PB"),
        ] {
            assert_eq!(bytes(size), text);
        }
        assert_eq!([0, 999, 1000, 1_234_567].map(thousands), ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(one_line("a\nb\u{1b}[0m", 20), "a\\nb\\u{1b}[0m");
        assert_eq!(one_line("abcdef", 4), "abc…");
    }
}
