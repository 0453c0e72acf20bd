//! Parameters, as the driver takes them.

use std::error::Error as StdError;
use std::fmt;

use bytes::BytesMut;
use tokio_postgres::types::{Format, IsNull, ToSql, Type};

use crate::error::Error;
use crate::statement::Sent;
use crate::value::{SqlType, types};

/// A parameter, as the driver takes it. Its `Debug` form, which the driver may log, shows no value.
pub(super) struct Bound<'a>(pub(super) Sent<'a>);

impl fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.ty)
    }
}

impl ToSql for Bound<'_> {
    #[inline]
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        Ok(self.0.encode(out)?)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    #[inline]
    fn to_sql_checked(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        self.to_sql(ty, out)
    }

    #[inline]
    fn encode_format(&self, _: &Type) -> Format {
        if self.0.ty.wire == types::UNKNOWN.wire { Format::Text } else { Format::Binary }
    }
}

/// The driver's type of a parameter.
pub(super) fn driver_type(ty: SqlType) -> Result<Type, Error> {
    Type::from_oid(ty.wire).ok_or_else(|| Error::usage(format!("`{ty}` does not travel as a built-in type")))
}
