//! Types and constants as generated code writes them.

use std::fmt;

use crate::model::{
    ArrayShape, Column, ColumnIndex, Ident, Model, Read, Relation, RelationId, RustType, SchemaId, SqlType, UserTypeId,
    Wire,
};

/// How one file calls the items of others.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) model: &'a Model,
    file: File<'a>,
}

#[derive(Clone, Copy)]
enum File<'a> {
    Relation(&'a Relation),
    Types(SchemaId),
    /// A module this many levels below that of a schema.
    Functions {
        schema: SchemaId,
        levels: usize,
    },
}

impl<'a> Names<'a> {
    pub(super) fn of(model: &'a Model, relation: &'a Relation) -> Self {
        Self { model, file: File::Relation(relation) }
    }

    /// How `types.rs` of a schema calls the items of others.
    pub(super) fn of_types(model: &'a Model, schema: SchemaId) -> Self {
        Self { model, file: File::Types(schema) }
    }

    /// How `functions.rs` of a schema, or a module so many levels further down, calls the items of others.
    pub(super) fn of_functions(model: &'a Model, schema: SchemaId, levels: usize) -> Self {
        Self { model, file: File::Functions { schema, levels } }
    }

    /// The row type of a relation, where nothing is imported.
    pub(super) fn path_of_row(self, id: RelationId) -> String {
        let relation = self.model.at(id);
        self.path(relation.schema, &relation.row)
    }

    fn path(self, schema: SchemaId, item: &Ident) -> String {
        let levels = match self.file {
            File::Functions { schema: own, levels } if own == schema => {
                return "super::".repeat(levels) + item.as_str();
            }
            File::Functions { levels, .. } => levels,
            File::Relation(_) | File::Types(_) => 1,
        };
        format!("{}{}::{item}", "super::".repeat(levels + 1), self.model.schema(schema).name.rust)
    }

    /// The row type of a relation.
    pub(super) fn row(self, id: RelationId) -> &'a Ident {
        let imported = match self.file {
            File::Relation(file) => file.imports.relations.get(&id),
            File::Types(_) | File::Functions { .. } => None,
        };
        imported.unwrap_or_else(|| &self.model.at(id).row)
    }

    fn type_(self, id: UserTypeId, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let type_ = self.model.type_(id);
        match self.file {
            File::Relation(file) => write!(f, "{}", file.imports.types.get(&id).unwrap_or(&type_.rust)),
            File::Types(schema) if schema == type_.schema => write!(f, "{}", type_.rust),
            File::Types(_) | File::Functions { .. } => f.write_str(&self.path(type_.schema, &type_.rust)),
        }
    }

    /// The type of a column's values.
    pub(super) fn column(self, column: &'a Column) -> impl fmt::Display + 'a {
        Type { names: self, rust: &column.type_.rust, nullable: column.nullable }
    }

    /// A type whose values are not null.
    pub(super) fn rust(self, rust: &'a RustType) -> impl fmt::Display + 'a {
        Type { names: self, rust, nullable: false }
    }
}

struct Type<'a> {
    names: Names<'a>,
    rust: &'a RustType,
    nullable: bool,
}

impl fmt::Display for Type<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { names, rust, nullable } = *self;
        if nullable {
            return write!(f, "Option<{}>", names.rust(rust));
        }
        match rust {
            RustType::Builtin(path) => f.write_str(path),
            RustType::Custom(path) => f.write_str(path),
            RustType::Json(path) => write!(f, "rt::Json<{path}>"),
            RustType::Array(shape, element) => {
                let element = names.rust(element);
                match shape {
                    ArrayShape::Plain => write!(f, "Vec<{element}>"),
                    ArrayShape::Nullable => write!(f, "Vec<Option<{element}>>"),
                    ArrayShape::AnyShape => write!(f, "rt::Array<Option<{element}>>"),
                }
            }
            RustType::Range(bound) => write!(f, "rt::Range<{}>", names.rust(bound)),
            RustType::Multirange(bound) => write!(f, "rt::Multirange<{}>", names.rust(bound)),
            RustType::User(id) => names.type_(*id, f),
            RustType::Row(id) => match names.file {
                File::Relation(_) => write!(f, "{}", names.row(*id)),
                File::Types(_) | File::Functions { .. } => f.write_str(&names.path_of_row(*id)),
            },
        }
    }
}

/// The constant of a SQL type.
pub(super) fn sql_type(sql: &SqlType) -> impl fmt::Display + '_ {
    struct Constant<'a>(&'a SqlType);

    impl fmt::Display for Constant<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            match self.0 {
                SqlType::Builtin(wire) => write!(f, "{}", Travels(*wire)),
                SqlType::Cast { sql, wire, array, read } => {
                    let wire = Travels(*wire);
                    match read {
                        Read::Cast => write!(f, "rt::SqlType::user({sql:?}, &{wire})")?,
                        Read::Composite => write!(f, "rt::SqlType::composite({sql:?})")?,
                        Read::Range => write!(f, "rt::SqlType::range({sql:?})")?,
                        Read::Multirange => write!(f, "rt::SqlType::multirange({sql:?})")?,
                        Read::Array => write!(f, "rt::SqlType::sent_array({sql:?}, &{wire})")?,
                        Read::Function(send) => write!(f, "rt::SqlType::sent({sql:?}, {send:?}, &{wire})")?,
                    }
                    if *array { f.write_str(".array()") } else { Ok(()) }
                }
            }
        }
    }

    Constant(sql)
}

struct Travels(Wire);

impl fmt::Display for Travels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rt::types::{}{}", self.0.name, if self.0.array { "_ARRAY" } else { "" })
    }
}

/// `&[0, 1]`.
pub(super) fn indexes(columns: &[ColumnIndex]) -> String {
    let columns: Vec<String> = columns.iter().map(|at| at.0.to_string()).collect();
    format!("&[{}]", columns.join(", "))
}

/// `&[(0, 1)]`.
pub(super) fn pairs(pairs: &[(ColumnIndex, ColumnIndex)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(here, there)| format!("({}, {})", here.0, there.0)).collect();
    format!("&[{}]", pairs.join(", "))
}
