//! Long texts in a snapshot: one of several lines is a list of them, so that a change shows as the lines it changes.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text as it is stored.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Line(String),
    Lines(Vec<String>),
}

#[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
pub(super) fn serialize<S: Serializer>(text: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
    match text {
        Some(text) if text.contains('\n') => serializer.collect_seq(text.split('\n')),
        text => text.serialize(serializer),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Text>::deserialize(deserializer)?.map(|text| match text {
        Text::Line(line) => line,
        Text::Lines(lines) => lines.join("\n"),
    }))
}

/// The same for a text that is always there.
pub(super) mod required {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Text;

    pub(in super::super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        if text.contains('\n') { serializer.collect_seq(text.split('\n')) } else { serializer.serialize_str(text) }
    }

    pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        Ok(match Text::deserialize(deserializer)? {
            Text::Line(line) => line,
            Text::Lines(lines) => lines.join("\n"),
        })
    }
}
