//! Findings as SARIF 2.1.0, which code hosts and editors read.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Serialize;

use super::{Finding, Level, Place, Rule};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// A SARIF log with one run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sarif {
    version: &'static str,
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run; 1],
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Run {
    tool: Tool,
    results: Vec<SarifResult>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    information_uri: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message,
    default_configuration: Configuration,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Message {
    text: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    /// What makes a finding the same in the next run, whatever line it is on by then.
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<&'static str, String>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    #[serde(skip_serializing_if = "Option::is_none")]
    physical_location: Option<PhysicalLocation>,
    logical_locations: [LogicalLocation; 1],
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogicalLocation {
    fully_qualified_name: String,
    kind: &'static str,
}

/// A log of findings, each with its place where it has one.
pub fn sarif<'a>(findings: impl IntoIterator<Item = (&'a Finding, Option<&'a Place>)>) -> Sarif {
    let rules = Rule::ALL.iter().map(|rule| Descriptor {
        id: rule.id(),
        short_description: Message { text: rule.summary().to_owned() },
        default_configuration: Configuration {
            enabled: rule.level().is_some(),
            level: rule.level().unwrap_or(Level::Note).as_str(),
        },
    });
    let driver = Driver {
        name: "relvar",
        semantic_version: env!("CARGO_PKG_VERSION"),
        information_uri: env!("CARGO_PKG_REPOSITORY"),
        rules: rules.collect(),
    };
    let results = findings.into_iter().map(|(finding, place)| result(finding, place)).collect();
    Sarif { version: "2.1.0", schema: SCHEMA, runs: [Run { tool: Tool { driver }, results }] }
}

fn result(finding: &Finding, place: Option<&Place>) -> SarifResult {
    let hint = finding.hint.iter().map(|hint| format!("\nhint: {hint}"));
    let text = format!("`{}`: {}", finding.object, finding.message) + &hint.collect::<String>();
    let physical_location = place.map(|place| PhysicalLocation {
        artifact_location: ArtifactLocation { uri: uri(&place.file) },
        region: Region { start_line: place.line },
    });
    let logical = LogicalLocation { fully_qualified_name: finding.object.path.clone(), kind: finding.object.kind };
    let confidence = finding.confidence.map(|confidence| ("confidence", confidence.as_str().to_owned()));
    let fix = finding.fix.clone().map(|fix| ("fix", fix));
    SarifResult {
        rule_id: finding.rule.id(),
        rule_index: Rule::ALL.iter().position(|rule| *rule == finding.rule).unwrap_or_default(),
        level: finding.level.as_str(),
        message: Message { text },
        locations: [Location { physical_location, logical_locations: [logical] }],
        partial_fingerprints: BTreeMap::from([("object/v1", format!("{} {}", finding.rule.id(), finding.object))]),
        properties: confidence.into_iter().chain(fix).collect(),
    }
}

/// A path as a relative reference: forward slashes, and nothing that a URI reads otherwise.
pub fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => uri.push(char::from(byte)),
            _ => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}
