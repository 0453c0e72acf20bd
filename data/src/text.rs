//! Values in the text format of `COPY`.

use std::borrow::Cow;

/// What stands for NULL.
pub(crate) const NULL: &[u8] = b"\\N";

/// A value as it is. `COPY TO` writes these escapes and no others.
pub(crate) fn unescape(value: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\\', value).is_none() {
        return Cow::Borrowed(value);
    }
    let mut text = Vec::with_capacity(value.len());
    let mut bytes = value.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            text.push(byte);
            continue;
        }
        text.extend(bytes.next().map(|escaped| match escaped {
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            other => other,
        }));
    }
    Cow::Owned(text)
}

/// Appends a value with the escapes that it needs.
pub(crate) fn escape(value: &[u8], to: &mut Vec<u8>) {
    for byte in value {
        let escaped = match byte {
            b'\\' => b'\\',
            8 => b'b',
            12 => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            11 => b'v',
            plain => {
                to.push(*plain);
                continue;
            }
        };
        to.extend([b'\\', escaped]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        assert_eq!(*unescape(br"a\tb\\n\nc\\"), b"a\tb\\n\nc\\"[..]);
        assert_eq!(*unescape(b"plain"), b"plain"[..]);
        let all: Vec<u8> = (1..=255).collect();
        let mut escaped = Vec::new();
        escape(&all, &mut escaped);
        assert_eq!(*unescape(&escaped), all[..]);
        assert!(!escaped.contains(&b'\n') && !escaped.contains(&b'\t'));
    }
}
