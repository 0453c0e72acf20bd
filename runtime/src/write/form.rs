//! In which binary form the columns of a relation are copied in.

use crate::error::Error;
use crate::execute::Executor;
use crate::query::read;
use crate::relation::RelationMeta;
use crate::statement::{Param, Statement};
use crate::value::{Oid, types};

/// How the values of a column are copied in.
pub(super) struct Form {
    pub(super) column: u16,
    pub(super) wire: Oid,
    /// The type of an array's elements, where it is not a built-in one.
    pub(super) element: Option<Oid>,
}

/// Of each column: the type below its domains, that of the elements if it is an array, and the function that reads its
/// binary form.
const SQL: &str = "\
WITH RECURSIVE below(name, type, element) AS (
    SELECT a.attname, a.atttypid, NULL::oid
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = $1 AND c.relname = $2 AND a.attname = ANY($3) AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT b.name, CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.typelem END,
        CASE t.typtype WHEN 'd' THEN b.element ELSE t.typelem END
    FROM below b JOIN pg_catalog.pg_type t ON t.oid = b.type
    WHERE t.typtype = 'd' OR t.typcategory = 'A'
)
SELECT b.name::text, b.type, b.element, r.proname::text
FROM below b
JOIN pg_catalog.pg_type t ON t.oid = b.type AND t.typtype <> 'd' AND t.typcategory <> 'A'
LEFT JOIN pg_catalog.pg_proc r ON r.oid = t.typreceive";

/// What reads the same bytes as `text` has.
const LIKE_TEXT: [&str; 5] = ["textrecv", "varcharrecv", "bpcharrecv", "enum_recv", "citextrecv"];

/// How the values of these columns are copied in: none where one of them has a binary form that is not known here.
///
/// A column of a built-in type travels as itself. For the others the database is asked: it takes an enum or the base
/// type of a domain as it stands, but wants the type of an array's elements told.
pub(super) async fn forms<E: Executor>(
    db: &E,
    relation: &'static RelationMeta,
    columns: &[u16],
) -> Result<Option<Vec<Form>>, Error> {
    let name = |column: u16| relation.columns[usize::from(column)].0;
    let mut forms: Vec<_> =
        columns.iter().map(|&column| Form { column, wire: relation.type_of(column).wire, element: None }).collect();
    let asked: Vec<_> = forms.iter_mut().filter(|form| relation.type_of(form.column).cast).collect();
    if asked.is_empty() {
        return Ok(Some(forms));
    }
    let names: Vec<_> = asked.iter().map(|form| name(form.column).to_owned()).collect();
    let params = vec![
        Param::new(relation.schema.to_owned(), types::TEXT),
        Param::new(relation.name.to_owned(), types::TEXT),
        Param::new(names, types::TEXT_ARRAY),
    ];
    let found = read::rows(db, Statement::new(SQL, params.into()), |row| {
        Ok((row.get::<String>(0)?, row.get::<u32>(1)?, row.get::<Option<u32>>(2)?, row.get::<Option<String>>(3)?))
    });
    let found = found.await?;
    for form in asked {
        let Some((_, type_, element, receive)) = found.iter().find(|(known, ..)| known == name(form.column)) else {
            // What is missing is said by the server.
            continue;
        };
        let travels = types::element_of(form.wire).unwrap_or(form.wire);
        let as_text = travels == types::TEXT.wire && receive.as_deref().is_some_and(|it| LIKE_TEXT.contains(&it));
        if travels != *type_ && !as_text {
            return Ok(None);
        }
        form.element = *element;
    }
    Ok(Some(forms))
}
