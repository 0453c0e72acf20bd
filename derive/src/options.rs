//! What `#[value(…)]` says.

use heck::{
    ToKebabCase as _, ToLowerCamelCase as _, ToShoutyKebabCase as _, ToShoutySnakeCase as _, ToSnakeCase as _,
    ToUpperCamelCase as _,
};
use syn::{Attribute, Error, Lit, LitStr, Result, Token, meta::ParseNestedMeta};

use crate::faults::Faults;

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
    pub(crate) fn of(attributes: &[Attribute], is_enum: bool, faults: &mut Faults) -> Self {
        let mut options = Self::default();
        read(attributes, faults, |meta, value| {
            if meta.path.is_ident("sql_type") {
                set(&mut options.sql_type, meta, text(meta, value)?)
            } else if is_enum && meta.path.is_ident("rename_all") {
                set(&mut options.style, meta, style(&text(meta, value)?)?)
            } else {
                let known = if is_enum { "`sql_type` and `rename_all`" } else { "`sql_type`" };
                Err(meta.error(format!("unknown option; known here: {known}")))
            }
        });
        options
    }
}

/// The label that a variant is given.
pub(crate) fn label(attributes: &[Attribute], faults: &mut Faults) -> Option<LitStr> {
    let mut label = None;
    read(attributes, faults, |meta, value| {
        if meta.path.is_ident("label") {
            set(&mut label, meta, text(meta, value)?)
        } else {
            Err(meta.error("unknown option; known here: `label`"))
        }
    });
    label
}

/// Reads every option of `#[value(…)]`; one that is wrong does not hide those after it.
fn read(
    attributes: &[Attribute],
    faults: &mut Faults,
    mut option: impl FnMut(&ParseNestedMeta<'_>, Option<Lit>) -> Result<()>,
) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("value")) {
        let end = attribute.parse_nested_meta(|meta| {
            let value = if meta.input.peek(Token![=]) { Some(meta.value()?.parse()?) } else { None };
            faults.keep(option(&meta, value));
            Ok(())
        });
        faults.keep(end);
    }
}

fn text(meta: &ParseNestedMeta<'_>, value: Option<Lit>) -> Result<LitStr> {
    match value {
        Some(Lit::Str(text)) => Ok(text),
        Some(other) => Err(Error::new(other.span(), "expected a text in double quotes")),
        None => Err(meta.error("expected a text: `= \"…\"`")),
    }
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
