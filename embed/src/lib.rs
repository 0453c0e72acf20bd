//! `relvar_migrate::embed!`: the files of revisions as constants, if they make a graph.

use std::{
    env,
    fmt::Write as _,
    path::{Path, PathBuf},
};

use proc_macro::{TokenStream, TokenTree};
use relvar_revisions::revision::{DOWN, Revision, Revisions, UP};

/// The texts of all revisions below a folder, which is relative to the manifest of the crate that is compiled: a slice of
/// names of folders, `up.sql` and `down.sql`.
///
/// Use `relvar_migrate::embed!`, which gives the slice a type.
#[proc_macro]
pub fn files(input: TokenStream) -> TokenStream {
    let expanded = folder(input).and_then(|folder| {
        let revisions = Revisions::read(&folder).map_err(|error| error.to_string())?;
        if !folder.is_dir() {
            return Err(format!("`{}` is no folder", folder.display()));
        }
        slice(&revisions)
    });
    let text = expanded.unwrap_or_else(|error| format!("::core::compile_error!({error:?})"));
    text.parse().unwrap_or_default()
}

/// The folder that the literal names.
fn folder(input: TokenStream) -> Result<PathBuf, String> {
    let usage = || "`embed!` takes a folder as a plain string: `embed!(\"migrations\")`".to_owned();
    let mut tokens = input.into_iter();
    let mut token = tokens.next();
    // A literal that another macro passes on is in an invisible group.
    if let Some(TokenTree::Group(group)) = &token {
        token = group.stream().into_iter().next();
    }
    let Some(TokenTree::Literal(literal)) = token else { return Err(usage()) };
    let text = literal.to_string();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).ok_or_else(usage)?;
    if tokens.next().is_some() || text.contains('\\') {
        return Err(usage());
    }
    let root = env::var_os("CARGO_MANIFEST_DIR").ok_or("CARGO_MANIFEST_DIR is not set: Cargo sets it")?;
    Ok(Path::new(&root).join(text))
}

fn slice(revisions: &Revisions) -> Result<String, String> {
    let mut text = "&[".to_owned();
    for revision in revisions.list() {
        let Revision { header: _, folder, up: _, down } = revision;
        let include = |name: &str| {
            let path = folder.join(name);
            let path = path.to_str().ok_or_else(|| format!("the path `{}` is not UTF-8", path.display()))?;
            Ok::<_, String>(format!("::core::include_str!({path:?})"))
        };
        let down = match down {
            Some(_) => format!("::core::option::Option::Some({})", include(DOWN)?),
            None => "::core::option::Option::None".to_owned(),
        };
        let _ = write!(text, "({:?}, {}, {down}), ", revision.name(), include(UP)?);
    }
    text.push(']');
    Ok(text)
}
