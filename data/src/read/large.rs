//! Large objects.

use std::fmt::Write as _;

use relvar_catalog::{catalog::literal, ddl::identifier, hexadecimal};
use tokio::sync::mpsc::Sender;

use crate::{
    Error,
    file::{BlockKind, CUT},
};

use super::lead::Lead;

/// Bytes of an object that are read at once.
const PIECE: i32 = 1 << 18;

/// What is said where they are not read.
pub(crate) const LEFT_OUT: &str = "large objects: which rows they belong to, and what is in them, is not known";

/// Whether there are any.
pub(crate) async fn are_there(lead: &Lead<'_>) -> Result<bool, Error> {
    let query = "SELECT EXISTS (SELECT FROM pg_catalog.pg_largeobject_metadata)";
    let row = lead.client().query_one(query, &[]).await;
    Ok(row.map_err(Error::server("the large objects cannot be read"))?.get(0))
}

/// Reads all large objects as statements, with owners, privileges and comments. Waits if nobody takes them.
pub(crate) async fn objects(lead: &Lead<'_>, to: Sender<(BlockKind, String)>) -> Result<(), Error> {
    // Nobody listens if what takes them has failed.
    let block = async |kind, text| to.send((kind, text)).await.is_ok();
    let failed = || Error::server("the large objects cannot be read");
    let client = lead.client();
    let query = "SELECT m.oid, pg_catalog.pg_get_userbyid(m.lomowner)::text, m.lomacl IS NOT NULL, \
               pg_catalog.obj_description(m.oid, 'pg_largeobject') \
               FROM pg_catalog.pg_largeobject_metadata m ORDER BY m.oid";
    let found = client.query(query, &[]).await.map_err(failed())?;
    let read = client.prepare("SELECT pg_catalog.lo_get($1, $2, $3)").await.map_err(failed())?;
    for row in found {
        let (oid, owner, has_privileges): (u32, String, bool) = (row.get(0), row.get(1), row.get(2));
        let comment: Option<String> = row.get(3);
        let mut text = format!("SELECT pg_catalog.lo_create('{oid}');\n");
        let mut at: i64 = 0;
        loop {
            let row = client.query_one(&read, &[&oid, &at, &PIECE]).await.map_err(failed())?;
            let piece: &[u8] = row.get(0);
            if !piece.is_empty() {
                let _ = write!(text, "SELECT pg_catalog.lo_put('{oid}', {at}, '\\x");
                text.push_str(&hexadecimal(piece));
                text.push_str("');\n");
            }
            at += i64::from(PIECE);
            if text.len() >= CUT && !block(BlockKind::Sql, std::mem::take(&mut text)).await {
                return Ok(());
            }
            if piece.len() < usize::try_from(PIECE).unwrap_or_default() {
                break;
            }
        }
        if let Some(comment) = comment {
            let _ = writeln!(text, "COMMENT ON LARGE OBJECT {oid} IS {};", literal(&comment));
        }
        if !text.is_empty() {
            block(BlockKind::Sql, text).await;
        }
        let owner = identifier(&owner);
        block(BlockKind::Owners, format!("ALTER LARGE OBJECT {oid} OWNER TO {owner};\n")).await;
        if has_privileges {
            block(BlockKind::Privileges, privileges(lead, oid, &owner).await?).await;
        }
    }
    Ok(())
}

/// The statements that give roles their rights on an object.
async fn privileges(lead: &Lead<'_>, oid: u32, owner: &str) -> Result<String, Error> {
    let query = "SELECT CASE WHEN x.grantee = 0 THEN NULL ELSE pg_catalog.pg_get_userbyid(x.grantee)::text END, \
               x.privilege_type, x.is_grantable FROM pg_catalog.pg_largeobject_metadata m, \
               pg_catalog.aclexplode(m.lomacl) x WHERE m.oid = $1 ORDER BY 1 NULLS FIRST, 2";
    let rows = lead.client().query(query, &[&oid]).await;
    let mut text = format!("REVOKE ALL ON LARGE OBJECT {oid} FROM {owner};\n");
    for row in rows.map_err(Error::server("the privileges on large objects cannot be read"))? {
        let grantee = row.get::<_, Option<String>>(0).map_or_else(|| "PUBLIC".to_owned(), |role| identifier(&role));
        let option = if row.get(2) { " WITH GRANT OPTION" } else { "" };
        let privilege: String = row.get(1);
        let _ = writeln!(text, "GRANT {privilege} ON LARGE OBJECT {oid} TO {grantee}{option};");
    }
    Ok(text)
}
