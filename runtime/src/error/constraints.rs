//! Which constraint of a relation was violated, to match on.

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
/// #[derive(Clone, Copy, Debug, PartialEq)]
/// enum UserConstraint {
///     EmailKey,
///     AgeCheck,
/// }
///
/// impl rt::Constraints for UserConstraint {
///     const RELATION: (&'static str, &'static str) = ("public", "user");
///     const NAMES: &'static [(&'static str, Self)] =
///         &[("user_age_check", Self::AgeCheck), ("user_email_key", Self::EmailKey)];
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
pub trait Constraints: Clone + 'static {
    /// The schema and the name of the relation.
    const RELATION: (&'static str, &'static str);

    /// Constraints and unique indexes by name.
    const NAMES: &'static [(&'static str, Self)];
}

impl Error {
    /// The constraint that was violated, where it is one of the relation `C` is about.
    pub fn violates<C: Constraints>(&self) -> Option<C> {
        let (schema, table) = C::RELATION;
        if self.schema() != Some(schema) || self.table() != Some(table) {
            return None;
        }
        let name = self.server().and_then(ServerError::constraint)?;
        C::NAMES.iter().find(|(known, _)| *known == name).map(|(_, constraint)| constraint.clone())
    }
}
