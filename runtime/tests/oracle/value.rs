//! Values of the interpreter, and the types they have.

use std::cmp::Ordering;

/// The types of columns and expressions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// `integer`
    Int,
    /// `bigint`
    Big,
    /// `numeric`
    Num,
    /// `text`
    Text,
    /// `boolean`
    Bool,
    /// `mood`
    Mood,
}

/// The labels of `mood`, in the database's order.
pub(crate) const MOODS: [&str; 3] = ["wild", "calm", "sad"];

/// A value, in the order that the database has them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Val {
    Null,
    /// `integer` and `bigint`
    Int(i64),
    Num(Ratio),
    Text(String),
    Bool(bool),
    /// The place among [`MOODS`].
    Mood(usize),
}

/// A number as a fraction: sums and means without rounding.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio {
    over: i128,
    under: i128,
}

/// An error of the database's that a computation meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// A number out of range, or a division by zero: whether the server meets it depends on what it computes at all.
    Number,
    /// A key of the database would not hold any more.
    Key,
    /// A row is locked that is not to be waited for.
    Lock,
}

impl Ratio {
    pub(crate) fn new(over: i128, under: i128) -> Self {
        Self { over, under }
    }

    /// A decimal number of few digits.
    pub(crate) fn parse(text: &str) -> Self {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let part = &part[..part.len().min(12)];
        let under = 10_i128.pow(u32::try_from(part.len()).expect("few"));
        Self { over: format!("{whole}{part}").parse().expect("a number"), under }
    }

    /// Rounded to nine digits, as which computed and stored numbers are compared.
    pub(crate) fn rounded(self) -> i128 {
        halved(self.over * 1_000_000_000 * 2 / self.under)
    }

    /// With one digit after the point, which is all that literals have.
    pub(crate) fn tenths(self) -> String {
        let tenths = self.over * 10 / self.under;
        format!("{}{}.{}", if tenths < 0 { "-" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
    }

    /// Rounded to a whole number, halves away from zero.
    pub(crate) fn whole(self) -> i128 {
        halved(self.over * 2 / self.under)
    }
}

/// Half of a whole number, away from zero.
fn halved(number: i128) -> i128 {
    number / 2 + number % 2
}

impl PartialEq for Ratio {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ratio {}

impl PartialOrd for Ratio {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ratio {
    fn cmp(&self, other: &Self) -> Ordering {
        self.rounded().cmp(&other.rounded())
    }
}

impl Val {
    pub(crate) fn is_null(&self) -> bool {
        *self == Self::Null
    }

    /// In SQL.
    pub(crate) fn literal(&self) -> String {
        match self {
            Self::Null => "null".to_owned(),
            Self::Int(number) => number.to_string(),
            Self::Num(ratio) => ratio.tenths(),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Bool(truth) => truth.to_string(),
            Self::Mood(at) => format!("'{}'", MOODS[*at]),
        }
    }

    /// The number it is.
    pub(crate) fn number(&self) -> i64 {
        match self {
            Self::Int(number) => *number,
            other => panic!("{other:?} is not a whole number"),
        }
    }

    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            other => panic!("{other:?} is not a text"),
        }
    }

    /// The truth it is, NULL taken for false.
    pub(crate) fn is_true(&self) -> bool {
        *self == Self::Bool(true)
    }
}

/// A number of a type, or a fault where it is out of its range.
pub(crate) fn number(ty: Ty, number: i128) -> Result<Val, Fault> {
    let fits = match ty {
        Ty::Int => i32::try_from(number).is_ok(),
        Ty::Num => return Ok(Val::Num(Ratio::new(number, 1))),
        _ => i64::try_from(number).is_ok(),
    };
    if fits { Ok(Val::Int(i64::try_from(number).expect("fits"))) } else { Err(Fault::Number) }
}
