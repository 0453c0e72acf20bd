//! What generated code offers for a relation.

use relvar_codegen::model::{self, ArrayShape, Cardinality, Column, Input, Model, Path, Relation, RustType};
use serde::Serialize;

/// The row type of a relation and what hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RustSheet {
    /// The module of the schema.
    pub module: String,
    /// The row type.
    pub row: String,
    /// The struct of a new row, where rows can be written.
    pub new_row: Option<String>,
    /// The trait with the ways from a set of rows.
    pub traversal: Option<String>,
    /// Fields, in attribute order.
    pub fields: Vec<Field>,
    /// Functions that find a row by a key, with the key.
    pub finders: Vec<Method>,
    /// Keys that `on_conflict` takes: constant and declaration.
    pub keys: Vec<Method>,
    /// Ways to other relations.
    pub navigation: Vec<Method>,
    /// The enum of the constraints an error may name, and its variants.
    pub constraints: Option<(String, Vec<String>)>,
}

/// A field of the row type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The column.
    pub column: String,
    /// The field.
    pub field: String,
    /// Its type.
    #[serde(rename = "type")]
    pub type_: String,
    /// The constant.
    pub constant: String,
    /// How a new row takes it: `required`, `optional`, `generated`.
    pub input: &'static str,
}

/// A method, or a constant, and what it is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Method {
    /// Its name; of a function with its parameters.
    pub method: String,
    /// The constant that goes with it, where there is one.
    pub constant: Option<String>,
    /// Its type, or what it returns.
    #[serde(rename = "type")]
    pub type_: String,
    /// What is behind it in the database.
    pub sql: String,
}

pub(super) fn sheet(model: &Model, relation: &Relation) -> RustSheet {
    RustSheet {
        module: model.schema(relation.schema).name.rust.to_string(),
        row: relation.row.to_string(),
        new_row: relation.new_row.as_ref().map(|new| new.name.to_string()),
        traversal: (!relation.navigation.is_empty()).then(|| relation.traversal.to_string()),
        fields: relation.columns.iter().map(|column| field(model, column)).collect(),
        finders: relation.keys.iter().filter_map(|key| finder(model, relation, key)).collect(),
        keys: relation.keys.iter().filter_map(|key| constant(relation, key)).collect(),
        navigation: relation.navigation.iter().map(|way| navigation(model, relation, way)).collect(),
        constraints: relation.constraints.as_ref().map(|constraints| {
            let variants = constraints.variants.iter().map(|variant| variant.name.rust.to_string());
            (constraints.name.to_string(), variants.collect())
        }),
    }
}

fn field(model: &Model, column: &Column) -> Field {
    let type_ = rust_type(model, &column.type_.rust);
    Field {
        column: column.sql.clone(),
        field: column.field.to_string(),
        type_: if column.nullable { format!("Option<{type_}>") } else { type_ },
        constant: column.constant.to_string(),
        input: match column.input {
            Input::Required => "required",
            Input::Optional { .. } => "optional",
            Input::Generated => "generated",
        },
    }
}

fn finder(model: &Model, relation: &Relation, key: &model::Key) -> Option<Method> {
    let parameters: Vec<_> = key.columns.iter().map(|at| relation.column(*at)).collect();
    let parameters: Vec<_> =
        parameters.iter().map(|column| format!("{}: {}", column.field, rust_type(model, &column.type_.rust))).collect();
    Some(Method {
        method: format!("{}({})", key.finder.as_ref()?, parameters.join(", ")),
        constant: None,
        type_: format!("Query<{}>", relation.row),
        sql: key.sql.clone(),
    })
}

fn constant(relation: &Relation, key: &model::Key) -> Option<Method> {
    let constant = key.constant.as_ref()?.to_string();
    Some(Method {
        method: constant.clone(),
        constant: Some(constant),
        type_: format!("Key<{}>", relation.row),
        sql: key.declaration.trim_matches('`').to_owned(),
    })
}

fn navigation(model: &Model, relation: &Relation, way: &model::Navigation) -> Method {
    let target = model.at(way.target);
    let kind = match way.cardinality {
        Cardinality::One => "ToOne",
        Cardinality::Optional => "ToOptional",
        Cardinality::Many => "ToMany",
    };
    let sql = match &way.path {
        Path::Direct(pairs) => {
            let near: Vec<_> = pairs.iter().map(|(at, _)| relation.column(*at).sql.as_str()).collect();
            let far: Vec<_> = pairs.iter().map(|(_, at)| target.column(*at).sql.as_str()).collect();
            format!("({}) = {} ({})", near.join(", "), target.sql, far.join(", "))
        }
        Path::Through { association, .. } => format!("{} through {}", target.sql, model.at(*association).sql),
    };
    Method {
        method: format!("{}()", way.method),
        constant: Some(way.constant.to_string()),
        type_: format!("{kind}<{}, {}>", relation.row, target.row),
        sql,
    }
}

/// A type as one who uses the models sees it.
fn rust_type(model: &Model, type_: &RustType) -> String {
    match type_ {
        RustType::Builtin(builtin) => builtin.to_string(),
        RustType::User(id) => model.type_(*id).rust.to_string(),
        RustType::Custom(type_) => type_.to_string(),
        RustType::Json(document) => format!("Json<{document}>"),
        RustType::Row(id) => model.at(*id).row.to_string(),
        RustType::Array(shape, element) => {
            let element = rust_type(model, element);
            match shape {
                ArrayShape::Plain => format!("Vec<{element}>"),
                ArrayShape::Nullable => format!("Vec<Option<{element}>>"),
                ArrayShape::AnyShape => format!("Array<Option<{element}>>"),
            }
        }
        RustType::Range(bound) => format!("Range<{}>", rust_type(model, bound)),
        RustType::Multirange(bound) => format!("Multirange<{}>", rust_type(model, bound)),
    }
}
