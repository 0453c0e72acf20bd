//! Operations on `jsonb`, and as far as PostgreSQL has them, on `json`.

use serde_json::Value as Document;

use super::into::param;
use super::{Expr, Operand, Predicate};
use crate::node::{Node, op};
use crate::relation::Relation;
use crate::value::{Json, Value};

/// What a column or expression of JSON has besides [`Operand`]; [`contains`](Operand::contains) is there as well.
///
/// What is not there is NULL, so every part is an `Option`.
pub trait JsonOperand<R: Relation, T: Value>: Operand<R, T> {
    /// `->`: a part, by its key in an object or its place in an array.
    fn get(self, key: impl JsonKey) -> Expr<R, Option<Document>>
    where
        T: Value<Base: JsonValue>,
    {
        Expr::of(Node::binary(&op::JSON_GET, self.into_node(), key.into_node()))
    }

    /// `->>`: a part, as text.
    fn text(self, key: impl JsonKey) -> Expr<R, Option<String>>
    where
        T: Value<Base: JsonValue>,
    {
        Expr::of(Node::binary(&op::JSON_TEXT, self.into_node(), key.into_node()))
    }

    /// `#>`: a part of parts.
    fn get_path<K: Into<String>>(self, path: impl IntoIterator<Item = K>) -> Expr<R, Option<Document>>
    where
        T: Value<Base: JsonValue>,
    {
        Expr::of(Node::binary(&op::JSON_GET_PATH, self.into_node(), keys(path)))
    }

    /// `#>>`: a part of parts, as text.
    fn text_path<K: Into<String>>(self, path: impl IntoIterator<Item = K>) -> Expr<R, Option<String>>
    where
        T: Value<Base: JsonValue>,
    {
        Expr::of(Node::binary(&op::JSON_TEXT_PATH, self.into_node(), keys(path)))
    }

    /// `?`: an object with this key, or an array with this text.
    fn has_key(self, key: impl Into<String>) -> Predicate<R>
    where
        T: Value<Base: JsonValue>,
    {
        Expr::of(Node::binary(&op::HAS_KEY, self.into_node(), param(key.into())))
    }

    /// `?|`: an object with one of these keys.
    fn has_any_key<K: Into<String>>(self, keys_: impl IntoIterator<Item = K>) -> Predicate<R>
    where
        T: Value<Base: JsonValue>,
    {
        Expr::of(Node::binary(&op::HAS_ANY_KEY, self.into_node(), keys(keys_)))
    }

    /// `?&`: an object with all of these keys.
    fn has_all_keys<K: Into<String>>(self, keys_: impl IntoIterator<Item = K>) -> Predicate<R>
    where
        T: Value<Base: JsonValue>,
    {
        Expr::of(Node::binary(&op::HAS_ALL_KEYS, self.into_node(), keys(keys_)))
    }

    /// `@?`: whether a path in the SQL/JSON path language finds something.
    fn path_exists(self, path: impl Into<String>) -> Predicate<R>
    where
        T: Value<Base: JsonValue>,
    {
        let path = Node::Cast(std::sync::Arc::new(param(path.into())), crate::value::types::JSONPATH);
        Expr::of(Node::binary(&op::JSON_PATH_EXISTS, self.into_node(), path))
    }

    /// The length of an array.
    fn array_length(self) -> Expr<R, Option<i32>>
    where
        T: Value<Base: JsonValue>,
    {
        Expr::of(Node::unary(&op::JSON_LENGTH, self.into_node()))
    }
}

impl<R: Relation, T: Value, O: Operand<R, T>> JsonOperand<R, T> for O {}

/// A type that JSON is read into.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not JSON",
    label = "only a column or expression of `json` or `jsonb` has this"
)]
pub trait JsonValue {}

impl JsonValue for Document {}
impl<T> JsonValue for Json<T> {}

/// The key of a part: text in an object, a number in an array.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a key within JSON", note = "text and `i32` are")]
pub trait JsonKey {
    #[doc(hidden)]
    fn into_node(self) -> Node;
}

impl JsonKey for &str {
    fn into_node(self) -> Node {
        param(self.to_owned())
    }
}

impl JsonKey for String {
    fn into_node(self) -> Node {
        param(self)
    }
}

impl JsonKey for i32 {
    fn into_node(self) -> Node {
        param(self)
    }
}

fn keys<K: Into<String>>(keys: impl IntoIterator<Item = K>) -> Node {
    param(keys.into_iter().map(K::into).collect::<Vec<String>>())
}
