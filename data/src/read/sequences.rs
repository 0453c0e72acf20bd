//! The states of sequences.

use relvar_catalog::{
    Catalog,
    catalog::{ObjectId, Sequence},
};

use crate::{Error, file::SequenceState};

use super::lead::Lead;

/// Sequences that are asked for at once.
const AT_ONCE: usize = 300;

/// Reads where sequences stand: all of them, or those among some objects and those that their columns own.
pub(crate) async fn read(
    lead: &Lead<'_>,
    catalog: &Catalog,
    homes: Option<&[ObjectId]>,
) -> Result<Vec<SequenceState>, Error> {
    let of_users: Vec<_> = catalog.extensions.iter().flat_map(|own| &own.configuration).map(|own| &own.table).collect();
    let is_wanted = |sequence: &&Sequence| {
        let Some(homes) = homes else { return sequence.extension.is_none() || of_users.contains(&&sequence.name) };
        let owner = sequence.owned_by.as_ref().and_then(|owner| catalog.relation(&owner.relation));
        homes.contains(&ObjectId::Sequence(sequence.name.clone()))
            || owner.is_some_and(|relation| homes.contains(&relation.id()))
    };
    let wanted: Vec<&Sequence> = catalog.sequences.iter().filter(is_wanted).collect();
    let mut states = Vec::new();
    for some in wanted.chunks(AT_ONCE) {
        let queries: Vec<_> = some
            .iter()
            .enumerate()
            .map(|(at, own)| format!("SELECT {at}::int4, last_value, is_called FROM {}", own.name.to_sql()))
            .collect();
        let rows = lead.client().query(&queries.join("\nUNION ALL "), &[]).await;
        for row in rows.map_err(Error::server("the states of sequences cannot be read"))? {
            let at = usize::try_from(row.get::<_, i32>(0)).unwrap_or_default();
            let name = some[at].name.clone();
            states.push(SequenceState { name, last_value: row.get(1), is_called: row.get(2) });
        }
    }
    states.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(states)
}
