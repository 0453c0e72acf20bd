//! Which constraint of a relation was violated, to match on.

use std::fmt;

use super::{Error, ServerError};

/// The constraints of one relation, as an enum that generated code declares.
///
/// A foreign key belongs to the relation that refers: where it forbids to delete or to change a row that is referred
/// to, the error too names the referring relation, and `violates` gives a constraint of that one. Views, partitions and
/// partitioned tables have no such enum; an error in a partition names the partition and its own constraints, which
/// [`Error::table`] and [`Error::constraint`] tell.
///
/// ```
/// use relvar::generated as rt;
///
/// #[derive(Clone, Copy, PartialEq)]
/// enum UserConstraint {
///     EmailKey,
///     AgeCheck,
/// }
///
/// impl rt::Constraints for UserConstraint {
///     const META: rt::ConstraintsMeta<Self> = rt::ConstraintsMeta {
///         schema: "public",
///         relation: "user",
///         names: &[("user_age_check", Self::AgeCheck), ("user_email_key", Self::EmailKey)],
///     };
/// }
///
/// fn message(error: &relvar::Error) -> &'static str {
///     match error.violates() {
///         Some(UserConstraint::EmailKey) => "this address is taken",
///         Some(UserConstraint::AgeCheck) => "too young",
///         None => "something else",
///     }
/// }
/// ```
pub trait Constraints: Copy + PartialEq + 'static {
    /// The relation, and its constraints by name.
    const META: ConstraintsMeta<Self>;
}

/// The constraints and unique indexes of one relation, as data.
#[derive(Clone, Copy, Debug)]
pub struct ConstraintsMeta<C: 'static> {
    /// The schema, unquoted.
    pub schema: &'static str,
    /// The name of the relation within the schema, unquoted.
    pub relation: &'static str,
    /// Constraints and unique indexes by name.
    pub names: &'static [(&'static str, C)],
}

/// Writes a constraint by its name in the database.
///
/// Generated code calls this instead of deriving, as for rows.
pub fn debug_constraint<C: Constraints>(constraint: &C, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match C::META.names.iter().find(|(_, known)| known == constraint) {
        Some((name, _)) => f.write_str(name),
        None => f.write_str("a constraint"),
    }
}

impl Error {
    /// The constraint that was violated, where it is one of the relation `C` is about.
    pub fn violates<C: Constraints>(&self) -> Option<C> {
        let ConstraintsMeta { schema, relation, names } = C::META;
        if self.schema() != Some(schema) || self.table() != Some(relation) {
            return None;
        }
        let name = self.server().and_then(ServerError::constraint)?;
        names.iter().find(|(known, _)| *known == name).map(|(_, constraint)| *constraint)
    }
}
