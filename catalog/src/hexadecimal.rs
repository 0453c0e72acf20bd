//! Bytes as text.

/// Bytes as hexadecimal digits, in small letters.
///
/// ```
/// assert_eq!(relvar_catalog::hexadecimal(&[0, 0x0f, 0xa0]), "000fa0");
/// ```
pub fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| DIGITS[usize::from(digit)]).collect()
}
