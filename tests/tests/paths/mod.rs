//! The modules of a crate, and the paths in them.

mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use tokens::{Token, tokens};

/// A path of a module or an item in its crate, from the root.
type Place = Vec<String>;

/// The modules of a crate and what they name.
#[derive(Default)]
pub(crate) struct Crate {
    modules: BTreeSet<Place>,
    /// Names that `use` brings into a module, and what they stand for.
    names: BTreeMap<Place, Place>,
    /// Paths in this crate: the module they are in, and where they lead.
    own: Vec<(Place, Place)>,
    /// The first parts of all other paths, with their modules.
    firsts: BTreeSet<(Place, String)>,
}

impl Crate {
    /// Reads the sources below a folder; test modules may use anything, and are left out.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut files = Vec::new();
        collect(folder, &mut Vec::new(), &mut files);
        let mut code = Self { modules: files.iter().map(|(module, _)| module.clone()).collect(), ..Self::default() };
        for (module, text) in files {
            Reader { code: &mut code, tokens: &tokens(&text), at: 0 }.module(&module);
        }
        code
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = &Place> {
        self.modules.iter()
    }

    /// Which module uses which, with the path that does.
    pub(crate) fn uses(&self) -> impl Iterator<Item = (Place, Place, String)> {
        self.own.iter().map(|(from, path)| {
            (from.clone(), self.resolve(path, 0), format!("{} names {}", from.join("::"), path.join("::")))
        })
    }

    /// Which modules name one of these crates.
    pub(crate) fn others<'a>(&'a self, crates: impl Iterator<Item = &'a String>) -> BTreeSet<(Place, String)> {
        let crates: BTreeSet<&String> = crates.collect();
        self.firsts.iter().filter(|(_, first)| crates.contains(first)).cloned().collect()
    }

    /// The module in which an item is declared: names that are brought in by `use` are followed.
    fn resolve(&self, path: &[String], depth: usize) -> Place {
        let mut module = path.len();
        while module > 0 && !self.modules.contains(&path[..module]) {
            module -= 1;
        }
        if let Some(target) = path.get(..=module).and_then(|name| self.names.get(name)).filter(|_| depth < 8) {
            return self.resolve(&[target, &path[module + 1..]].concat(), depth + 1);
        }
        path[..module].to_vec()
    }
}

fn collect(folder: &Path, module: &mut Place, files: &mut Vec<(Place, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            module.push(stem);
            collect(&path, module, files);
            module.pop();
        } else if path.extension().is_some_and(|extension| extension == "rs") && stem != "tests" {
            let own = !["lib", "main", "mod"].contains(&stem.as_str());
            let place = module.iter().cloned().chain(own.then_some(stem)).collect();
            files.push((place, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Goes through the tokens of a file.
struct Reader<'a> {
    code: &'a mut Crate,
    tokens: &'a [Token],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> &Token {
        self.tokens.get(self.at + ahead).unwrap_or(&Token::Other)
    }

    /// Reads up to the end of the module.
    fn module(&mut self, module: &Place) {
        let mut depth = 0;
        while self.at < self.tokens.len() {
            match (self.peek(0).clone(), self.peek(1).clone(), self.peek(2).clone()) {
                (Token::Ident(word), Token::Ident(name), Token::Open) if word == "mod" => {
                    self.at += 3;
                    let inner = [&module[..], &[name]].concat();
                    // Modules of tests are read and forgotten.
                    let (own, firsts) = (self.code.own.len(), self.code.firsts.clone());
                    let is_tests = inner.last().is_some_and(|name| name == "tests");
                    if !is_tests {
                        self.code.modules.insert(inner.clone());
                    }
                    self.module(&inner);
                    if is_tests {
                        self.code.own.truncate(own);
                        self.code.firsts = firsts;
                    }
                }
                (Token::Ident(word), ..) if word == "use" => {
                    self.at += 1;
                    self.tree(module, Vec::new(), true);
                }
                (Token::Ident(_), Token::PathSep, _) => self.tree(module, Vec::new(), false),
                (Token::Dollar | Token::PathSep, ..) => self.at += 2,
                (Token::Open, ..) => {
                    depth += 1;
                    self.at += 1;
                }
                (Token::Close, ..) => {
                    self.at += 1;
                    if depth == 0 {
                        return;
                    }
                    depth -= 1;
                }
                _ => self.at += 1,
            }
        }
    }

    /// Reads a path, or the tree of a `use`.
    fn tree(&mut self, module: &Place, mut path: Place, is_use: bool) {
        loop {
            match self.peek(0).clone() {
                Token::Ident(name) => {
                    self.at += 1;
                    path.push(name);
                    if *self.peek(0) != Token::PathSep {
                        break;
                    }
                    self.at += 1;
                }
                Token::Open if is_use => {
                    self.at += 1;
                    while !matches!(self.peek(0), Token::Close) && self.at < self.tokens.len() {
                        match self.peek(0) {
                            Token::Comma => self.at += 1,
                            _ => self.tree(module, path.clone(), true),
                        }
                    }
                    self.at += 1;
                    return;
                }
                // A glob, or the arguments of a type.
                _ => {
                    self.at += usize::from(is_use);
                    break;
                }
            }
        }
        let mut name = path.last().cloned();
        if let (Token::Ident(word), Token::Ident(alias)) = (self.peek(0).clone(), self.peek(1).clone())
            && is_use
            && word == "as"
        {
            self.at += 2;
            name = Some(alias);
        }
        self.note(module, &path, name.filter(|_| is_use));
    }

    fn note(&mut self, module: &Place, path: &[String], name: Option<String>) {
        let mut base = module.clone();
        let mut rest = path;
        let is_own = match rest.first().map(String::as_str) {
            Some("crate") => {
                base.clear();
                rest = &rest[1..];
                true
            }
            Some("self" | "super") => {
                while let Some((first, after)) =
                    rest.split_first().filter(|(f, _)| ["self", "super"].contains(&f.as_str()))
                {
                    if first == "super" {
                        base.pop();
                    }
                    rest = after;
                }
                true
            }
            Some(first) => self.code.modules.contains(&[&module[..], &[first.to_owned()]].concat()),
            None => false,
        };
        if !is_own {
            self.code.firsts.extend(path.first().map(|first| (module.clone(), first.clone())));
            return;
        }
        // `use a::{self}` brings in `a`.
        let rest: Place = rest.iter().filter(|part| *part != "self").cloned().collect();
        let target = [base, rest].concat();
        if let Some(name) = name.filter(|name| name != "self").or_else(|| target.last().cloned()) {
            let place = [&module[..], &[name]].concat();
            if place != target && !self.code.modules.contains(&place) {
                self.code.names.insert(place, target.clone());
            }
        }
        self.code.own.push((module.clone(), target));
    }
}
