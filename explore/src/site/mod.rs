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
    graph::Graph,
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

/// The pages of a site, with its script and its style. The same schema gives the same bytes.
pub fn site(subject: &Subject<'_>) -> Result<FileTree, SiteError> {
    let site = Site::new(subject);
    let templates = Templates::new();
    let mut files = vec![
        ("index.html".to_owned(), templates.render("index.html", &site.page("", overview::overview(&site)))?),
        ("lint.html".to_owned(), templates.render("lint.html", &site.page("", findings::findings(&site)))?),
        ("types.html".to_owned(), templates.render("types.html", &site.page("", types::types(&site)))?),
        ("routines.html".to_owned(), templates.render("routines.html", &site.page("", routines::routines(&site)))?),
        ("path.html".to_owned(), templates.render("path.html", &site.page("", ()))?),
        ("site.css".to_owned(), include_str!("assets/site.css").to_owned()),
        ("site.js".to_owned(), include_str!("assets/site.js").to_owned()),
        ("path.js".to_owned(), include_str!("assets/path.js").to_owned()),
        ("data.js".to_owned(), data::names(&site)),
        ("keys.js".to_owned(), data::keys(&site)),
    ];
    for (node, _) in subject.graph.relations() {
        let page = site.page("../", relation::relation(&site, node));
        files.push((site.links.page(node), templates.render("relation.html", &page)?));
    }
    Ok(files.into_iter().collect())
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
    page: T,
}

impl<'a> Site<'a> {
    fn new(subject: &Subject<'a>) -> Self {
        let Subject { graph, statistics, report, title } = *subject;
        let mut findings: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for finding in &report.findings {
            findings.entry(&finding.object.owner).or_default().push(finding);
        }
        let volumes = statistics.map(|statistics| volumes(graph.catalog, statistics)).unwrap_or_default();
        Self { graph, statistics, volumes, report, findings, links: Links::new(graph), title }
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
            page,
        }
    }
}
