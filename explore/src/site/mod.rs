//! A site of static pages about a schema, to be read in a browser without server and without network.
//!
//! Every page is one template over one struct; what a page says is what the questions of this crate answer. Names and
//! comments are the database's and may hold anything: templates escape what they print, scripts get data as JSON.

mod data;
mod findings;
mod links;
mod numbers;
mod overview;
mod relation;
mod routines;
mod templates;
mod types;

use std::collections::BTreeMap;

use relvar_catalog::{QualifiedName, Statistics, statistics::Volume};
use relvar_codegen::FileTree;
use serde::Serialize;

use crate::{
    graph::{Graph, Node},
    lint::{Finding, Report},
    volumes::volumes,
};

use links::Links;
use templates::Templates;

/// A page that could not be made; which ones those are the tests know.
#[derive(Debug, thiserror::Error)]
#[error("page `{page}` cannot be written")]
pub struct SiteError {
    /// The page.
    pub page: String,
    /// Why.
    pub source: minijinja::Error,
}

/// What a site is made of.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The relations and the keys between them.
    pub graph: &'a Graph<'a>,
    /// How much is in them, of a live database.
    pub statistics: Option<&'a Statistics>,
    /// What is wrong with them, or could be better.
    pub report: &'a Report,
    /// What the site is called.
    pub title: &'a str,
}

/// Another page in the head of each page of a site that a service serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Tab<'a> {
    /// What it is called.
    pub title: &'a str,
    /// Its file, from the folder of the site.
    pub href: &'a str,
}

/// A page of a service, with the head of the pages of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Frame<'a> {
    /// What it is called.
    pub title: &'a str,
    /// What it is about, as HTML.
    pub body: &'a str,
    /// Its script, from the folder of the site.
    pub script: &'a str,
    /// Its style, from the folder of the site.
    pub style: &'a str,
}

/// The files of a site that are not about one relation.
const FILES: [&str; 10] = [
    "index.html",
    "lint.html",
    "types.html",
    "routines.html",
    "path.html",
    "site.css",
    "site.js",
    "path.js",
    "data.js",
    "keys.js",
];

/// The pages of a site, with its script and its style. The same schema gives the same bytes.
pub fn site(subject: &Subject<'_>) -> Result<FileTree, SiteError> {
    let site = Site::new(subject, &[]);
    let templates = Templates::new();
    let mut files = Vec::new();
    for name in FILES {
        files.extend(site.file(&templates, name).transpose()?.map(|text| (name.to_owned(), text)));
    }
    for (node, _) in subject.graph.relations() {
        files.push((site.links.page(node), site.relation(&templates, node)?));
    }
    Ok(files.into_iter().collect())
}

/// One file of a site that a service serves, with these pages of its own in the head; nothing if there is no such file.
pub fn file(subject: &Subject<'_>, tabs: &[Tab<'_>], path: &str) -> Result<Option<String>, SiteError> {
    let site = Site::new(subject, tabs);
    let templates = Templates::new();
    let mut relations = subject.graph.relations().map(|(node, _)| node);
    match relations.find(|node| site.links.page(*node) == path) {
        Some(node) => site.relation(&templates, node).map(Some),
        None => site.file(&templates, path).transpose(),
    }
}

/// A page of a service itself.
pub fn frame(subject: &Subject<'_>, tabs: &[Tab<'_>], frame: &Frame<'_>) -> Result<String, SiteError> {
    Templates::new().render("frame.html", &Site::new(subject, tabs).page("", frame))
}

/// What every page is made from.
struct Site<'a> {
    graph: &'a Graph<'a>,
    statistics: Option<&'a Statistics>,
    volumes: BTreeMap<&'a QualifiedName, Volume>,
    report: &'a Report,
    /// What was found, by relation.
    findings: BTreeMap<&'a QualifiedName, Vec<&'a Finding>>,
    links: Links<'a>,
    title: &'a str,
    tabs: &'a [Tab<'a>],
}

/// What a template gets: what all pages have, and what this one is about.
#[expect(clippy::struct_field_names, reason = "templates say `page.` to what the page is about")]
#[derive(Serialize)]
struct Page<'a, T> {
    /// The way to the folder of the site.
    root: &'static str,
    site: &'a str,
    relations: usize,
    findings: usize,
    types: usize,
    routines: usize,
    tabs: &'a [Tab<'a>],
    page: T,
}

impl<'a> Site<'a> {
    fn new(subject: &Subject<'a>, tabs: &'a [Tab<'a>]) -> Self {
        let Subject { graph, statistics, report, title } = *subject;
        let mut findings: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for finding in &report.findings {
            findings.entry(&finding.object.owner).or_default().push(finding);
        }
        let volumes = statistics.map(|statistics| volumes(graph.catalog, statistics)).unwrap_or_default();
        Self { graph, statistics, volumes, report, findings, links: Links::new(graph), title, tabs }
    }

    fn page<T>(&self, root: &'static str, page: T) -> Page<'_, T> {
        let catalog = self.graph.catalog;
        Page {
            root,
            site: self.title,
            relations: catalog.relations.len(),
            findings: self.report.findings.len(),
            types: types::count(catalog),
            routines: routines::count(catalog),
            tabs: self.tabs,
            page,
        }
    }

    fn relation(&self, templates: &Templates, node: Node) -> Result<String, SiteError> {
        templates.render("relation.html", &self.page("../", relation::relation(self, node)))
    }

    /// A file that is not about one relation.
    fn file(&self, templates: &Templates, name: &str) -> Option<Result<String, SiteError>> {
        Some(match name {
            "index.html" => templates.render(name, &self.page("", overview::overview(self))),
            "lint.html" => templates.render(name, &self.page("", findings::findings(self))),
            "types.html" => templates.render(name, &self.page("", types::types(self))),
            "routines.html" => templates.render(name, &self.page("", routines::routines(self))),
            "path.html" => templates.render(name, &self.page("", ())),
            "site.css" => Ok(include_str!("assets/site.css").to_owned()),
            "site.js" => Ok(include_str!("assets/site.js").to_owned()),
            "path.js" => Ok(include_str!("assets/path.js").to_owned()),
            "data.js" => Ok(data::names(self)),
            "keys.js" => Ok(data::keys(self)),
            _ => return None,
        })
    }
}
