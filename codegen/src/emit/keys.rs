//! Keys and the functions that find a row by them.

use super::{
    code::{Code, line},
    expression::{Names, indexes},
};
use crate::model::{Ident, Key, Relation, RustType, UniqueIndex};

/// `pub const FILM_PKEY: rt::Key<Self> = rt::key("film_pkey", &[0]);`, the same for unique indexes, and
/// `pub fn find(film_id: i32) -> …`
pub(super) fn keys(code: &mut Code, names: Names<'_>, relation: &Relation) {
    if relation.keys.is_empty() && relation.unique_indexes.is_empty() {
        return;
    }
    code.gap();
    line!(code, "/// Keys.");
    code.block(format_args!("impl {}", relation.row), |code| {
        for key in &relation.keys {
            if let Some(constant) = &key.constant {
                line!(code, "/// {}", key.declaration);
                let columns = indexes(&key.columns);
                line!(code, "pub const {constant}: rt::Key<Self> = rt::key({:?}, {columns});", key.sql);
            }
        }
        for index in &relation.unique_indexes {
            let UniqueIndex { sql, constant, declaration, target } = index;
            line!(code, "/// {declaration}");
            line!(code, "pub const {constant}: rt::UniqueIndex<Self> = rt::unique_index({sql:?}, {target:?});");
        }
        for key in &relation.keys {
            if let Some(finder) = &key.finder {
                find(code, names, relation, key, finder);
            }
        }
    });
}

fn find(code: &mut Code, names: Names<'_>, relation: &Relation, key: &Key, finder: &Ident) {
    let mut parameters = Vec::with_capacity(key.columns.len());
    let mut values = Vec::with_capacity(key.columns.len());
    for at in &key.columns {
        let column = relation.column(*at);
        let field = &column.field;
        if *names.model.resolve(&column.type_.rust) == RustType::Builtin("String") {
            parameters.push(format!("{field}: impl Into<String>"));
            values.push(format!("rt::bind(Into::<String>::into({field}))"));
        } else {
            parameters.push(format!("{field}: {}", names.rust(&column.type_.rust)));
            values.push(format!("rt::bind({field})"));
        }
    }
    code.gap();
    line!(code, "/// The row with this {}.", key.columns_in_words);
    code.block(format_args!("pub fn {finder}({}) -> rt::Query<Self>", parameters.join(", ")), |code| {
        let values = values.join(", ");
        match &key.constant {
            Some(constant) => line!(code, "Self::{constant}.find([{values}])"),
            None => line!(code, "rt::key({:?}, {}).find([{values}])", key.sql, indexes(&key.columns)),
        }
    });
}
