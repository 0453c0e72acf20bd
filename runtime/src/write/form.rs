//! In which binary form the columns of a relation are copied in.

use crate::error::Error;
use crate::execute::Executor;
use crate::node::RelationMeta;
use crate::query::read;
use crate::row::Row;
use crate::statement::{Param, Statement};
use crate::value::{Decode, Oid, SqlType, Type, types};

/// How the values of a column are copied in.
pub(super) struct Form {
    pub(super) column: u16,
    pub(super) wire: Oid,
    /// The type of an array's elements, where it is not a built-in one.
    pub(super) element: Option<Oid>,
}

/// Of each column: the type below its domains, that of the elements if it is an array, and the function that reads its
/// binary form; and the type as it is declared.
const SQL: &str = "\
WITH RECURSIVE below(name, type, element, declared) AS (
    SELECT a.attname, a.atttypid, NULL::oid, pg_catalog.format_type(a.atttypid, NULL)
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND a.attname = ANY($3) AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT b.name, CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.typelem END,
        CASE t.typtype WHEN 'd' THEN b.element ELSE t.typelem END, b.declared
    FROM below b JOIN pg_catalog.pg_type t ON t.oid = b.type
    WHERE t.typtype = 'd' OR t.typcategory = 'A'
)
SELECT b.name::text, b.type, b.element, r.proname::text, b.declared
FROM below b
JOIN pg_catalog.pg_type t ON t.oid = b.type AND t.typtype <> 'd' AND t.typcategory <> 'A'
LEFT JOIN pg_catalog.pg_proc r ON r.oid = t.typreceive";

/// What reads the same bytes as `text` has.
const LIKE_TEXT: [&str; 5] = ["textrecv", "varcharrecv", "bpcharrecv", "enum_recv", "citextrecv"];

/// How the values of these columns are copied in: none where one of them has a binary form that is not known here.
///
/// `COPY` has no types of its own, so the database is asked for those of the columns. It takes an enum or the base type of
/// a domain as it stands, but wants the type of an array's elements told.
pub(super) async fn forms<E: Executor>(
    db: &E,
    relation: &'static RelationMeta,
    columns: &[u16],
) -> Result<Option<Vec<Form>>, Error> {
    let found = found(db, relation, columns).await?;
    let mut forms = Vec::with_capacity(columns.len());
    for &column in columns {
        let ty = relation.type_of(column);
        let mut form = Form { column, wire: ty.wire, element: None };
        // What is missing is said by the server.
        if let Some(found) = found.iter().find(|found| found.column == relation.name_of(column)) {
            if !found.is_copied_as(ty) {
                return if ty.cast { Ok(None) } else { Err(found.drifted(relation, ty)) };
            }
            form.element = found.element.filter(|_| ty.cast);
        }
        forms.push(form);
    }
    Ok(Some(forms))
}

/// Refuses to copy out columns of other types than the code was generated from.
pub(super) async fn check<E: Executor>(db: &E, relation: &'static RelationMeta) -> Result<(), Error> {
    let plain = |column: &u16| !relation.type_of(*column).cast;
    let columns: Vec<_> = (0..).take(relation.columns.len()).filter(plain).collect();
    let found = found(db, relation, &columns).await?;
    for column in columns {
        let ty = relation.type_of(column);
        match found.iter().find(|found| found.column == relation.name_of(column)) {
            Some(found) if !found.is_copied_as(ty) => return Err(found.drifted(relation, ty)),
            _ => {}
        }
    }
    Ok(())
}

/// What the database says of a column.
struct Found {
    column: String,
    /// The type below its domains and its array.
    type_: Oid,
    /// The type of its elements, where it is an array.
    element: Option<Oid>,
    /// The function that reads the binary form.
    receive: Option<String>,
    /// The type as it is declared.
    declared: String,
}

async fn found<E: Executor>(db: &E, relation: &'static RelationMeta, columns: &[u16]) -> Result<Vec<Found>, Error> {
    let names: Vec<_> = columns.iter().map(|&column| relation.name_of(column).to_owned()).collect();
    let params = vec![
        Param::new(relation.schema.to_owned(), types::TEXT),
        Param::new(relation.name.to_owned(), types::TEXT),
        Param::new(names, types::TEXT_ARRAY),
    ];
    let read = |row: Row<'_>| {
        let (column, type_, element, receive, declared) = row.columns(0)?;
        Ok(Found { column, type_, element, receive, declared })
    };
    read::rows(db, Statement::new(SQL, params), read).await
}

impl Found {
    /// Whether the binary form of a type is that of the column.
    fn is_copied_as(&self, ty: SqlType) -> bool {
        let element = types::element_of(ty.wire);
        let travels = element.unwrap_or(ty.wire);
        let is_text = |oid| Type::from_oid(oid).is_some_and(|ty| String::accepts(&ty));
        let as_text = is_text(travels) && self.receive.as_deref().is_some_and(|it| LIKE_TEXT.contains(&it));
        element.is_some() == self.element.is_some() && (travels == self.type_ || as_text)
    }

    fn drifted(&self, relation: &RelationMeta, ty: SqlType) -> Error {
        let Self { column, declared, .. } = self;
        let expected = ty.wire_sql();
        Error::drift(format!(
            "column `{column}` of {relation} is of type `{declared}` in the database and `{expected}` in the models"
        ))
    }
}
