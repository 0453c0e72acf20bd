//! Every type, there and back by every way, beside PostgreSQL's own text of what was stored.

mod changed;
mod extensions;
mod families;
mod list;
mod newer;
mod own;

use std::fmt::{Debug, Display};

use futures_util::stream;
use proptest::prelude::Strategy;
use relvar::generated::{self as rt, Element, NotNull, SqlType};
use relvar::prelude::*;
use relvar::{Array, Db, Dimension, sql};

pub(crate) use own::Outer;

use crate::server::database;
use crate::values::some;

/// Columns with their types, extremes in PostgreSQL's own text, and values in Rust beside that text.
macro_rules! table {
    ($($name:ident: $rust:ty, $type:expr, $column:literal, $extremes:expr, $values:expr;)*) => {
        mod case {
            $(
                #[expect(non_camel_case_types, reason = "named as its table is")]
                pub(super) struct $name;
            )*
        }

        $(
            impl $crate::types::Case for case::$name {
                type Value = $rust;
                const NAME: &'static str = stringify!($name);
                const COLUMN: &'static str = $column;
                const TYPE: relvar::generated::SqlType = $type;
            }
        )*

        pub(in crate::types) async fn all(db: &relvar::Db) {
            $(Box::pin($crate::types::round_trip::<case::$name>(db, $values, &$extremes)).await;)*
        }
    };
}
pub(crate) use table;

/// A column of a type, and the Rust type of its values.
pub(crate) trait Case: Send + Sync + 'static {
    type Value: Element + NotNull;
    /// The table.
    const NAME: &'static str;
    /// The type as the column declares it.
    const COLUMN: &'static str;
    const TYPE: SqlType;
}

/// A row of a case's table: a value, an array of values, and one with two dimensions and bounds of its own.
struct Stored<C: Case> {
    n: i32,
    one: Option<C::Value>,
    many: Option<Vec<Option<C::Value>>>,
    grid: Option<Array<Option<C::Value>>>,
}

impl<C: Case> rt::Relation for Stored<C> {
    const META: &'static rt::RelationMeta = &rt::RelationMeta {
        schema: "stored",
        name: C::NAME,
        columns: &[("n", rt::types::INT4), ("one", C::TYPE), ("many", C::TYPE.array()), ("grid", C::TYPE.array())],
        primary_key: &[0],
        nullable: &[1, 2, 3],
        keys: &[],
        unique: &[],
        indexes: &[],
        mandatory: &[],
    };

    fn from_row(row: &rt::Row<'_>) -> Result<Self, rt::Error> {
        let (n, one, many, grid) = row.columns(0)?;
        Ok(Self { n, one, many, grid })
    }

    fn value(&self, column: u16) -> &dyn rt::Encode {
        match column {
            0 => &self.n,
            1 => &self.one,
            2 => &self.many,
            3 => &self.grid,
            _ => rt::no_column(),
        }
    }
}

impl<C: Case> rt::Table for Stored<C> {
    type New = New<C>;
}

/// A row to be, perhaps without arrays, which bulk inserts could not take apart.
struct New<C: Case>(Stored<C>, bool);

impl<C: Case> rt::Insertable for New<C> {
    fn value(&self, column: u16) -> Option<&dyn rt::Encode> {
        (column < 2 || self.1).then(|| rt::Relation::value(&self.0, column))
    }
}

/// A value in PostgreSQL's own text.
type Written = Option<String>;

/// Sends values, and reads them again, by every way; `literals` is what PostgreSQL would call them.
///
/// `extremes` are values as PostgreSQL reads them from its own text.
pub(crate) async fn round_trip<C: Case>(db: &Db, values: Vec<(C::Value, String)>, extremes: &[&str]) {
    let (name, ty) = (C::NAME, C::COLUMN);
    let quoted = format!("stored.\"{name}\"");
    sql(format!("create table {quoted} (n int primary key, one {ty}, many {ty}[], grid {ty}[])"))
        .execute(db)
        .await
        .expect(name);
    let (mut values, mut literals): (Vec<_>, Vec<_>) = values.into_iter().unzip();
    let extremes: Vec<String> = extremes.iter().map(|literal| (*literal).to_owned()).collect();
    sql(format!("insert into {quoted} select o, v::{ty} from unnest($1::text[]) with ordinality u(v, o)"))
        .bind(extremes.clone())
        .execute(db)
        .await
        .expect(name);
    let n = || rt::column::<Stored<C>, i32>(0);
    let read = Stored::<C>::query().order_by(n().asc()).all(db).await.expect(name);
    values.extend(read.into_iter().map(|row| row.one.expect("not null")));
    literals.extend(extremes);
    Stored::<C>::query().delete_all(db).await.expect(name);

    // Alone, by a statement each; many, as arrays that are unnested; by a copy. All of them and a NULL.
    let mut all: Vec<Option<C::Value>> = values.into_iter().map(Some).collect();
    all.insert(all.len() / 2, None);
    let mut literals: Vec<Option<String>> = literals.into_iter().map(Some).collect();
    literals.insert(literals.len() / 2, None);
    let row = |n: usize, many: Option<Vec<_>>| {
        let n = i32::try_from(n).expect("few");
        let grid = many.clone().map(two_rows);
        Stored::<C> { n, one: all[usize::try_from(n).expect("from zero") % 10_000].clone(), many, grid }
    };
    for at in 0..all.len().min(3) {
        Stored::insert(New(row(at, Some(all.clone())), true)).execute(db).await.expect(name);
    }
    let bulk = (0..all.len()).map(|at| New(row(10_000 + at, None), false));
    Stored::<C>::insert_many(bulk).execute(db).await.expect(name);
    let copied = (0..all.len()).map(|at| New(row(20_000 + at, (at == 0).then(|| all.clone())), true));
    let copied: Vec<_> = copied.collect();
    Stored::<C>::copy_in(stream::iter(copied)).execute(db).await.expect(name);

    let wanted = format!("select v::{ty}::text from unnest($1::text[]) with ordinality u(v, o) order by o");
    let wanted: Vec<Option<String>> = sql(wanted).bind(literals.clone()).fetch_scalars(db).await.expect(name);
    let wanted_array =
        format!("select array_agg(v::{ty} order by o)::text from unnest($1::text[]) with ordinality u(v, o)");
    let wanted_array: String = sql(wanted_array).bind(literals.clone()).fetch_scalar(db).await.expect(name);
    let length = all.len().div_ceil(2);
    literals.resize(2 * length, None);
    let wanted_grid = format!(
        "select ('[-1:0][2:{}]=' || array_agg(half order by i)::text)::{ty}[]::text from (
            select (o - 1) / {length} as i, array_agg(v::{ty} order by o) half
            from unnest($1::text[]) with ordinality u(v, o) group by 1) halves",
        length + 1
    );
    let wanted_grid: String = sql(wanted_grid).bind(literals).fetch_scalar(db).await.expect(name);
    let texts: Vec<(i32, Written, Written, Written)> =
        sql(format!("select n, one::text, many::text, grid::text from {quoted} order by n"))
            .fetch_as(db)
            .await
            .expect(name);
    let rows = Stored::<C>::query().order_by(n().asc()).all(db).await.expect(name);
    assert_eq!((rows.len(), texts.len()), (2 * all.len() + all.len().min(3), rows.len()), "{name}");
    for (row, (n, text, array, grid)) in rows.iter().zip(texts) {
        let at = usize::try_from(n).expect("from zero") % 10_000;
        assert_eq!(text, wanted[at], "{name}: row {n}");
        // By `Debug`, in which a float that is not a number equals itself.
        assert_eq!(format!("{:?}", row.one), format!("{:?}", all[at]), "{name}: row {n}");
        assert_eq!((row.many.is_some(), row.grid.is_some()), (array.is_some(), grid.is_some()), "{name}");
        if let (Some(many), Some(array)) = (&row.many, array) {
            assert_eq!((array, grid.as_deref()), (wanted_array.clone(), Some(&*wanted_grid)), "{name}");
            assert_eq!(format!("{many:?}"), format!("{all:?}"), "{name}");
            assert_eq!(format!("{:?}", row.grid), format!("{:?}", Some(two_rows(all.clone()))), "{name}");
        }
    }
}

/// The values as two rows, from index -1 on, of columns from index 2 on; with a NULL at the end where they are odd.
fn two_rows<T>(mut values: Vec<Option<T>>) -> Array<Option<T>> {
    let length = values.len().div_ceil(2);
    values.resize_with(2 * length, || None);
    Array::with_bounds(vec![Dimension { length: 2, lower: -1 }, Dimension { length, lower: 2 }], values)
        .expect("two rows")
}

/// Values of a strategy, and what PostgreSQL calls them.
fn with<T: Debug>(strategy: impl Strategy<Value = T>, literal: impl Fn(&T) -> String) -> Vec<(T, String)> {
    some(strategy)
        .into_iter()
        .take(40)
        .map(|value| (literal(&value), value))
        .map(|(text, value)| (value, text))
        .collect()
}

/// Values of a strategy that show themselves as PostgreSQL does.
fn shown<T: Debug + Display>(strategy: impl Strategy<Value = T>) -> Vec<(T, String)> {
    with(strategy, ToString::to_string)
}

#[tokio::test]
async fn every_type_goes_there_and_back_by_every_way() {
    let (db, _) = database!(own::SCHEMA);
    // What is sent as text must not depend on how the session writes it.
    for setting in
        ["timezone to 'UTC'", "lc_monetary to 'C'", "datestyle to 'SQL, DMY'", "intervalstyle to 'sql_standard'"]
    {
        sql(format!("set {setting}")).execute(&db).await.expect(setting);
    }
    list::all(&db).await;
    families::all(&db).await;
    let version: i32 =
        sql("select current_setting('server_version_num')::int / 10000").fetch_scalar(&db).await.expect("a number");
    if version >= 17 {
        newer::all(&db).await;
    }
}
