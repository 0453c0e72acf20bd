//! Dates and times of the same shape: the year stays, the day and the time of day do not.

use std::fmt::Write as _;

use super::permute::{Key, Symbol, next};

/// What `DateStyle = 'ISO'` writes: `2026-11-29`, `12:30:05.25`, or both with a blank between them; what follows stays. None if it
/// is something else, as `infinity`.
pub(super) fn moment(key: &Key, text: &str) -> Option<String> {
    let (date, rest) =
        if is_date(text) { (Some(date(text)?), &text[text.find(' ').unwrap_or(text.len())..]) } else { (None, text) };
    let time_at = rest.starts_with(' ').then_some(1).or(date.is_none().then_some(0));
    let time = time_at.and_then(|at| Time::parse(&rest[at..]));
    if date.is_none() && time.is_none() {
        return None;
    }
    let mut symbols: Vec<Symbol> = Vec::new();
    if let Some(Date { day, of, .. }) = date {
        symbols.push(Symbol { value: day, of });
    }
    if let Some(time) = &time {
        symbols.extend(time.symbols.iter().copied());
    }
    next(key, &mut symbols);
    let (first, others) = symbols.split_at(usize::from(date.is_some()));
    let mut masked = String::new();
    if let (Some(Date { year, of, .. }), [day]) = (date, first) {
        let (month, day) = month_and_day(day.value, of);
        let _ = write!(masked, "{year}-{month:02}-{day:02}");
    }
    match &time {
        Some(time) => {
            masked.push_str(if date.is_some() { " " } else { "" });
            time.write(others, &mut masked);
        }
        None => masked.push_str(rest),
    }
    Some(masked)
}

/// A day of a year.
#[derive(Clone, Copy)]
struct Date<'a> {
    year: &'a str,
    /// From 0.
    day: u32,
    /// Days of the year.
    of: u32,
}

fn is_date(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    digits >= 4 && text.as_bytes().get(digits) == Some(&b'-')
}

/// The days of months before each month, in a year that is not a leap year.
const BEFORE: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

fn date(text: &str) -> Option<Date<'_>> {
    let mut parts = text.split([' ', '-']);
    let (year, month, day) = (parts.next()?, parts.next()?.parse::<u32>().ok()?, parts.next()?.parse::<u32>().ok()?);
    let number: u32 = year.parse().ok()?;
    // A year before Christ is one more than its number says.
    let number = if text.ends_with(" BC") { number.checked_sub(1)? } else { number };
    let is_leap = number.is_multiple_of(4) && (!number.is_multiple_of(100) || number.is_multiple_of(400));
    let before = *BEFORE.get(usize::try_from(month.checked_sub(1)?).ok()?)? + u32::from(is_leap && month > 2);
    Some(Date { year, day: before + day.checked_sub(1)?, of: 365 + u32::from(is_leap) })
}

fn month_and_day(day: u32, of: u32) -> (usize, u32) {
    let leap = of - 365;
    let before = |month: usize| BEFORE[month] + if month > 1 { leap } else { 0 };
    let month = (0..12).rev().find(|month| before(*month) <= day).unwrap_or_default();
    (month + 1, day - before(month) + 1)
}

/// A time of day.
struct Time<'a> {
    symbols: Vec<Symbol>,
    /// The zone, and what follows.
    rest: &'a str,
}

impl<'a> Time<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let clock = text.get(..8)?;
        let mut parts = clock.split(':').map(|part| part.parse::<u32>().ok());
        let numbers = [parts.next()??, parts.next()??, parts.next()??];
        let mut symbols: Vec<Symbol> =
            numbers.into_iter().zip([24, 60, 60]).map(|(value, of)| Symbol { value, of }).collect();
        if symbols.iter().any(|symbol| symbol.value >= symbol.of) {
            return None;
        }
        let mut rest = &text[8..];
        if let Some(fraction) = rest.strip_prefix('.') {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let values = fraction.bytes().take(digits).map(|byte| u32::from(byte - b'0'));
            symbols.extend(values.map(|value| Symbol { value, of: 10 }));
            rest = &fraction[digits..];
        }
        Some(Self { symbols, rest })
    }

    fn write(&self, symbols: &[Symbol], to: &mut String) {
        for (at, symbol) in symbols.iter().enumerate() {
            let before = [":", "."].get(usize::from(at == 3)).filter(|_| (1..4).contains(&at));
            to.push_str(before.unwrap_or(&""));
            let width = if at < 3 { 2 } else { 1 };
            let _ = write!(to, "{:0width$}", symbol.value);
        }
        to.push_str(self.rest);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn days_of_a_year_take_each_others_places() {
        let key = Key::new(b"test");
        for (year, days) in [("2023", 365), ("2024", 366), ("1900", 365), ("2000", 366)] {
            let mut seen = BTreeSet::new();
            for day in 0..days {
                let (month, of_month) = month_and_day(day, days);
                let original = format!("{year}-{month:02}-{of_month:02}");
                assert_eq!(date(&original).unwrap().day, day);
                let masked = moment(&key, &original).unwrap();
                assert!(masked.starts_with(year) && masked != original);
                assert!(seen.insert(masked));
            }
        }
    }

    #[test]
    fn moments_keep_their_zone_and_their_digits() {
        let key = Key::new(b"test");
        for (original, tail) in [
            ("2026-11-29 12:30:05.25+00", "+00"),
            ("0044-03-15 12:00:00 BC", " BC"),
            ("0044-03-15 BC", " BC"),
            ("12345-01-31", ""),
            ("23:59:59", ""),
            ("23:59:59.123456+05:30", "+05:30"),
        ] {
            let masked = moment(&key, original).unwrap();
            assert_ne!(masked, original);
            assert!(masked.ends_with(tail), "{masked}");
            assert_eq!(masked.len(), original.len(), "{masked}");
        }
        for other in ["infinity", "-infinity", "24:00:00", ""] {
            assert_eq!(moment(&key, other), None);
        }
    }
}
