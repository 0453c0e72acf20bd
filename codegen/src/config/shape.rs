//! What may stand where in `relvar.toml`: the keys of each table, and the kind of each value.

use super::{
    Arrays, Columns, DateTime, Domains, Enums, Layout, LintLevel, MaskMethod, PruneDependents, variants::variants,
};

/// What may stand at one place of the configuration.
pub(super) enum Shape {
    /// Anything; the type that reads it says what it should be.
    Any,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A whole number within these bounds.
    Number(i64, i64),
    /// One of some texts.
    OneOf(fn() -> &'static [&'static str]),
    /// A table with these keys.
    Table(&'static [(&'static str, Self)]),
    /// A table with keys of the user's own, all of one shape.
    Map(&'static Self),
    /// A table with these keys, and others of the user's own, all of one shape.
    Open(&'static [(&'static str, Self)], &'static Self),
    /// A text, or a value of another shape.
    TextOr(&'static Self),
    /// An array of tables.
    List(&'static Self),
    /// A value of a key that has to be there.
    Required(&'static Self),
}

use Shape::{Any, Flag, List, Map, Number, OneOf, Open, Required, Table, Text, TextOr, Texts};

const FILTER: Shape = Table(&[("include", Texts), ("exclude", Texts)]);

const ARRAYS: Shape = OneOf(variants::<Arrays>);

/// The whole configuration.
pub(super) const CONFIG: Shape = Table(&[
    ("accept", List(&Table(&[("rule", Required(&Text)), ("objects", Required(&Texts)), ("reason", Required(&Text))]))),
    (
        "database",
        Table(&[
            ("url", Text),
            ("url_env", Text),
            ("schema_files", Texts),
            ("modules", Text),
            ("installed", Texts),
            ("snapshot", Text),
            ("production", Texts),
        ]),
    ),
    ("schemas", FILTER),
    ("relations", FILTER),
    ("modules", Map(&Table(&[("schemas", Texts), ("prefix", Text)]))),
    (
        "output",
        Table(&[
            ("directory", Text),
            ("layout", OneOf(variants::<Layout>)),
            ("crate_name", Text),
            ("runtime", Any),
            ("split", Number(1, 255)),
            ("workspace_dependencies", Flag),
            ("dependencies", Map(&Any)),
        ]),
    ),
    ("naming", Table(&[("singular", Flag)])),
    (
        "rename",
        Table(&[
            ("schemas", Map(&Text)),
            ("relations", Map(&Text)),
            ("columns", Map(&Text)),
            ("types", Map(&Text)),
            ("labels", Map(&Text)),
            ("keys", Map(&Text)),
            ("routines", Map(&Text)),
            ("foreign_keys", Map(&Table(&[("forward", Text), ("reverse", Text), ("through", Text)]))),
        ]),
    ),
    ("partitions", Table(&[("show", Any)])),
    ("derive", Table(&[("serde", Flag), ("rows", Texts), ("enums", Texts)])),
    ("annotations", List(&Table(&[("objects", Required(&Texts)), ("derive", Texts), ("attributes", Texts)]))),
    (
        "types",
        Open(
            &[
                ("datetime", OneOf(variants::<DateTime>)),
                ("arrays", ARRAYS),
                ("enums", OneOf(variants::<Enums>)),
                ("domains", OneOf(variants::<Domains>)),
            ],
            &TextOr(&Table(&[("type", Text), ("open", Flag), ("newtype", Flag)])),
        ),
    ),
    ("columns", Map(&Table(&[("type", Text), ("json", Text), ("array", ARRAYS), ("not_null", Flag)]))),
    (
        "keys",
        List(&Table(&[
            ("relation", Required(&Text)),
            ("columns", Required(&Texts)),
            ("primary", Flag),
            ("name", Text),
        ])),
    ),
    (
        "foreign_keys",
        List(&Table(&[
            ("relation", Required(&Text)),
            ("columns", Required(&Texts)),
            ("references", Required(&Text)),
            ("referenced_columns", Texts),
            ("name", Text),
        ])),
    ),
    ("diff", Table(&[("allow", Texts)])),
    (
        "lint",
        Table(&[
            ("levels", Map(&OneOf(variants::<LintLevel>))),
            ("ignore", List(&Table(&[("rule", Required(&Text)), ("objects", Required(&Texts)), ("reason", Text)]))),
        ]),
    ),
    (
        "mask",
        List(&Table(&[
            ("columns", Required(&Texts)),
            ("with", Required(&OneOf(variants::<MaskMethod>))),
            ("value", Text),
        ])),
    ),
    (
        "prune",
        List(&Table(&[
            ("table", Required(&Text)),
            ("where", Text),
            ("column", Text),
            ("older_than", Text),
            ("dependents", OneOf(variants::<PruneDependents>)),
            ("batch", Number(1, 1_000_000)),
            ("pause", Number(0, 3_600_000)),
        ])),
    ),
    (
        "erd",
        Map(&Table(&[
            ("include", Texts),
            ("exclude", Texts),
            ("around", Any),
            ("depth", Number(0, i64::MAX)),
            ("columns", OneOf(variants::<Columns>)),
            ("comments", Flag),
        ])),
    ),
]);
