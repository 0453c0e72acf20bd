//! Types that are not the database's own in Rust.

use std::fmt;

/// A type of Rust, of the runtime, or of a crate the runtime re-exports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltinType {
    /// Where it is from.
    pub home: Home,
    /// Its path there.
    pub path: &'static [&'static str],
    /// Its type arguments.
    pub arguments: &'static [Self],
}

/// Where a type is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// Rust itself; always in scope.
    Rust,
    /// The runtime.
    Runtime,
    /// This crate, which the runtime re-exports.
    Crate(&'static str),
}

impl BuiltinType {
    /// `i32`
    pub const fn rust(path: &'static [&'static str]) -> Self {
        Self { home: Home::Rust, path, arguments: &[] }
    }

    /// `rt::Numeric`
    pub const fn runtime(path: &'static [&'static str]) -> Self {
        Self { home: Home::Runtime, path, arguments: &[] }
    }

    /// `rt::chrono::NaiveDate`
    pub const fn of_crate(name: &'static str, path: &'static [&'static str]) -> Self {
        Self { home: Home::Crate(name), path, arguments: &[] }
    }

    /// The same with type arguments.
    #[must_use]
    pub const fn with(self, arguments: &'static [Self]) -> Self {
        Self { arguments, ..self }
    }

    /// The crate, where it is one that the runtime re-exports, of the type or of an argument.
    pub fn is_of_crate(&self, name: &str) -> bool {
        matches!(self.home, Home::Crate(own) if own == name)
            || self.arguments.iter().any(|argument| argument.is_of_crate(name))
    }

    /// `String`
    pub const STRING: Self = Self::rust(&["String"]);
    /// PostgreSQL's text form of a value, for types without a Rust type of their own.
    pub const TEXT: Self = Self::runtime(&["Text"]);
}

/// As one who uses the models writes it: `chrono::NaiveDate`, `Numeric`.
impl fmt::Display for BuiltinType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Home::Crate(name) = self.home {
            write!(f, "{name}::")?;
        }
        f.write_str(&self.path.join("::"))?;
        let mut open = "<";
        for argument in self.arguments {
            write!(f, "{open}{argument}")?;
            open = ", ";
        }
        if self.arguments.is_empty() { Ok(()) } else { f.write_str(">") }
    }
}
