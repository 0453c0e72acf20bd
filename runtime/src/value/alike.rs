//! Which types are read alike: they have one binary form, and it means the same.

use tokio_postgres::types::Kind;

use super::codec::Type;
use super::text::is_text;
use super::{Oid, SqlType, types};

/// Types whose values are read alike, whichever of them it is.
const ALIKE: [&[SqlType]; 4] = [
    &[types::JSONB, types::JSON],
    &[types::INET, types::CIDR],
    &[types::BIT, types::VARBIT],
    &[
        types::OID,
        types::XID,
        types::CID,
        types::REGPROC,
        types::REGPROCEDURE,
        types::REGOPER,
        types::REGOPERATOR,
        types::REGCLASS,
        types::REGCOLLATION,
        types::REGTYPE,
        types::REGROLE,
        types::REGNAMESPACE,
        types::REGCONFIG,
        types::REGDICTIONARY,
    ],
];

/// Whether what is read as a built-in type may be of the type that was found.
pub(crate) fn is_read_as(expected: Oid, found: &Type) -> bool {
    if expected == found.oid() || (is_text(found) && Type::from_oid(expected).is_some_and(|ty| is_text(&ty))) {
        return true;
    }
    match (found.kind(), types::element_of(expected)) {
        (Kind::Domain(base), _) => return is_read_as(expected, base),
        (Kind::Array(found), Some(expected)) => return is_read_as(expected, found),
        _ => {}
    }
    let is_among = |oid: Oid, group: &[SqlType]| group.iter().any(|known| known.wire == oid);
    ALIKE.iter().any(|group| is_among(expected, group) && is_among(found.oid(), group))
}
