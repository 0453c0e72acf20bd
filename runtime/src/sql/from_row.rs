//! What a row of the user's own SQL can be read as.

use tokio_postgres::Column;
use tokio_postgres::types::Kind;

use crate::error::Error;
use crate::row::Row;
use crate::value::Decode;

/// What a row of the user's own SQL can be read as: a relation, whose columns are found by name; a tuple, by position;
/// a struct declared by [`from_row!`](crate::from_row).
#[diagnostic::on_unimplemented(
    message = "a row cannot be read as `{Self}`",
    note = "name a relation, a tuple of values, or a struct declared by `relvar::from_row!`; one value alone is fetched by `fetch_scalar`"
)]
pub trait FromRow: Sized + Send {
    /// Where the columns are that it reads, once for each statement; an error where one is missing, or of a type it
    /// does not read.
    fn positions(columns: &[Column]) -> Result<Vec<usize>, Error>;

    /// Reads a row.
    fn from_row(row: &Row<'_>) -> Result<Self, Error>;
}

/// The only value of a row.
pub(super) struct Scalar<T>(pub(super) T);

impl<T: Decode + Send> FromRow for Scalar<T> {
    fn positions(columns: &[Column]) -> Result<Vec<usize>, Error> {
        <(T,)>::positions(columns)
    }

    fn from_row(row: &Row<'_>) -> Result<Self, Error> {
        row.get(0).map(Self)
    }
}

macro_rules! tuples {
    ($(($($value:ident: $position:literal),*))*) => {
        $(
            impl<$($value: Decode + Send),*> FromRow for ($($value,)*) {
                fn positions(columns: &[Column]) -> Result<Vec<usize>, Error> {
                    $(checked::<$value>(columns, $position)?;)*
                    Ok(vec![$($position),*])
                }

                fn from_row(row: &Row<'_>) -> Result<Self, Error> {
                    row.columns(0)
                }
            }
        )*
    };
}

tuples! {
    (A: 0)
    (A: 0, B: 1)
    (A: 0, B: 1, C: 2)
    (A: 0, B: 1, C: 2, D: 3)
    (A: 0, B: 1, C: 2, D: 3, E: 4)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8, J: 9)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8, J: 9, K: 10)
    (A: 0, B: 1, C: 2, D: 3, E: 4, F: 5, G: 6, H: 7, I: 8, J: 9, K: 10, L: 11)
}

/// Declares a struct that rows can be read as: its fields are found by name.
///
/// ```no_run
/// relvar::from_row! {
///     /// How many films there are of a length.
///     #[derive(Debug)]
///     pub struct OfLength {
///         /// The length, in minutes.
///         pub length: Option<i16>,
///         /// The films of it.
///         pub films: i64,
///     }
/// }
///
/// # async fn example(db: &relvar::Db) -> Result<(), relvar::Error> {
/// let lengths: Vec<OfLength> =
///     relvar::sql("select length, count(*) as films from film group by length").fetch_as(db).await?;
/// # Ok(())
/// # }
/// ```
#[macro_export]
macro_rules! from_row {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $($(#[$field_attribute:meta])* $field_visibility:vis $field:ident: $ty:ty),* $(,)?
        }
    ) => {
        $(#[$attribute])*
        $visibility struct $name {
            $($(#[$field_attribute])* $field_visibility $field: $ty),*
        }

        impl $crate::FromRow for $name {
            fn positions(
                columns: &[$crate::generated::DriverColumn],
            ) -> ::std::result::Result<::std::vec::Vec<usize>, $crate::Error> {
                ::std::result::Result::Ok(::std::vec![
                    $($crate::generated::position_of::<$ty>(columns, ::std::stringify!($field))?),*
                ])
            }

            fn from_row(row: &$crate::generated::Row<'_>) -> ::std::result::Result<Self, $crate::Error> {
                let mut position = 0..;
                ::std::result::Result::Ok(Self {
                    $($field: row.get(position.next().unwrap_or(0))?),*
                })
            }
        }
    };
}

/// Where the column of a field is, which may be a raw identifier.
#[doc(hidden)]
pub fn position_of<T: Decode>(columns: &[Column], field: &str) -> Result<usize, Error> {
    find(columns, field.strip_prefix("r#").unwrap_or(field), |column| T::accepts(column.type_()))
}

/// Where a column is, by its name. Of several (`select *, words::text as words`), the first that can be read.
pub(super) fn find(columns: &[Column], name: &str, is_read: impl Fn(&Column) -> bool) -> Result<usize, Error> {
    let mut named = columns.iter().enumerate().filter(|(_, column)| column.name() == name).peekable();
    let Some(&(_, first)) = named.peek() else {
        return Err(Error::decode(format!("the statement has no column `{name}`")));
    };
    named.find(|(_, column)| is_read(column)).map(|(position, _)| position).ok_or_else(|| wrong_type(first))
}

fn checked<T: Decode>(columns: &[Column], position: usize) -> Result<(), Error> {
    match columns.get(position) {
        Some(column) if T::accepts(column.type_()) => Ok(()),
        Some(column) => Err(wrong_type(column)),
        None => Err(Error::decode(format!("the statement has {} columns, not {}", columns.len(), position + 1))),
    }
}

#[cold]
fn wrong_type(column: &Column) -> Error {
    let (name, ty) = (column.name(), column.type_());
    let hint = match ty.kind() {
        Kind::Composite(_) => format!("read it as the struct that `relvar generate` writes for the type `{ty}`"),
        _ => format!("cast it in the statement, to text if nothing else: `\"{name}\"::text`"),
    };
    Error::decode(format!("column `{name}` of the statement is of type `{ty}`, which is not read as that"))
        .with_hint(hint)
}
