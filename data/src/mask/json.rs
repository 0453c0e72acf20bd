//! JSON documents of the same shape: keys, booleans and null stay, texts and numbers do not.

use serde_json::{Number, Value};

use super::{permute::Key, shape};

/// None if nothing is replaced.
pub(super) fn json(key: &Key, text: &str) -> Option<String> {
    let mut value: Value = serde_json::from_str(text).ok()?;
    replace(key, &mut value).then(|| value.to_string())
}

fn replace(key: &Key, value: &mut Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) => false,
        Value::Number(number) => {
            let masked = shape::number(key, &number.to_string()).and_then(|text| text.parse::<Number>().ok());
            masked.map(|masked| *number = masked).is_some()
        }
        Value::String(text) => shape::text(key, text).map(|masked| *text = masked).is_some(),
        // All of them, whatever became of those before.
        Value::Array(values) => values.iter_mut().filter_map(|value| replace(key, value).then_some(())).count() > 0,
        Value::Object(values) => values.values_mut().filter_map(|value| replace(key, value).then_some(())).count() > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_numbers_are_replaced_wherever_they_are() {
        let key = Key::new(b"test");
        let masked = json(&key, r#"{"name": "Ada", "tags": ["x1", {"n": 12}], "is": true, "no": null}"#).unwrap();
        let value: Value = serde_json::from_str(&masked).unwrap();
        assert!(value["is"] == true && value["no"].is_null());
        for old in ["Ada", "x1", "12"] {
            assert!(!masked.contains(old), "{masked}");
        }
        assert_eq!(json(&key, r#"{"is": true}"#), None);
    }
}
