//! What `#[value(…)]` says.

use heck::{
    ToKebabCase as _, ToLowerCamelCase as _, ToShoutyKebabCase as _, ToShoutySnakeCase as _, ToSnakeCase as _,
    ToUpperCamelCase as _,
};
use syn::{Attribute, Error, LitStr, Result, meta::ParseNestedMeta};

/// Makes a label of the name of a variant.
type Style = fn(&str) -> String;

/// The styles that `rename_all` knows, as serde calls them.
const STYLES: &[(&str, Style)] = &[
    ("lowercase", |name| name.to_lowercase()),
    ("UPPERCASE", |name| name.to_uppercase()),
    ("PascalCase", |name| name.to_upper_camel_case()),
    ("camelCase", |name| name.to_lower_camel_case()),
    ("snake_case", |name| name.to_snake_case()),
    ("SCREAMING_SNAKE_CASE", |name| name.to_shouty_snake_case()),
    ("kebab-case", |name| name.to_kebab_case()),
    ("SCREAMING-KEBAB-CASE", |name| name.to_shouty_kebab_case()),
];

/// The options of a type.
#[derive(Default)]
pub(crate) struct Options {
    /// The type of the database.
    pub(crate) sql_type: Option<LitStr>,
    /// How labels are made of names of variants.
    pub(crate) style: Option<Style>,
}

impl Options {
    pub(crate) fn of(attributes: &[Attribute], is_enum: bool) -> Result<Self> {
        let mut options = Self::default();
        read(attributes, |meta| {
            if meta.path.is_ident("sql_type") {
                set(&mut options.sql_type, &meta, text(&meta)?)
            } else if is_enum && meta.path.is_ident("rename_all") {
                let name = text(&meta)?;
                set(&mut options.style, &meta, style(&name)?)
            } else {
                let known = if is_enum { "`sql_type` and `rename_all`" } else { "`sql_type`" };
                Err(meta.error(format!("unknown option; known here: {known}")))
            }
        })?;
        Ok(options)
    }
}

/// The label that a variant is given.
pub(crate) fn label(attributes: &[Attribute]) -> Result<Option<LitStr>> {
    let mut label = None;
    read(attributes, |meta| {
        if meta.path.is_ident("label") {
            set(&mut label, &meta, text(&meta)?)
        } else {
            Err(meta.error("unknown option; known here: `label`"))
        }
    })?;
    Ok(label)
}

fn read(attributes: &[Attribute], mut option: impl FnMut(ParseNestedMeta<'_>) -> Result<()>) -> Result<()> {
    let mut own = attributes.iter().filter(|attribute| attribute.path().is_ident("value"));
    own.try_for_each(|attribute| attribute.parse_nested_meta(&mut option))
}

fn text(meta: &ParseNestedMeta<'_>) -> Result<LitStr> {
    meta.value()?.parse()
}

fn set<T>(option: &mut Option<T>, meta: &ParseNestedMeta<'_>, value: T) -> Result<()> {
    match option.replace(value) {
        None => Ok(()),
        Some(_) => Err(meta.error("this option is given twice")),
    }
}

fn style(name: &LitStr) -> Result<Style> {
    let found = STYLES.iter().find(|(style, _)| *style == name.value());
    found.map(|(_, style)| *style).ok_or_else(|| {
        let known: Vec<String> = STYLES.iter().map(|(style, _)| format!("`{style}`")).collect();
        Error::new(name.span(), format!("unknown style; known are {}", known.join(", ")))
    })
}
