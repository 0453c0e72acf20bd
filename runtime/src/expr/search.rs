//! Full-text search.

use super::into::param;
use super::{Expr, Operand, Predicate};
use crate::node::{Node, op};
use crate::relation::Relation;
use crate::value::{TsVector, Value, types};

/// A text, or a `tsvector`, that can be searched.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be searched", note = "text and `tsvector` can be")]
pub trait Searchable {
    #[doc(hidden)]
    fn vector(node: Node, language: Option<&str>) -> Node;
}

impl Searchable for String {
    fn vector(node: Node, language: Option<&str>) -> Node {
        call(&op::TO_TSVECTOR, node, language)
    }
}

impl Searchable for TsVector {
    fn vector(node: Node, _: Option<&str>) -> Node {
        node
    }
}

/// What a column or expression of text or `tsvector` has besides [`Operand`].
pub trait SearchOperand<R: Relation, T: Value>: Operand<R, T> {
    /// Whether it matches words as one writes them for a search engine (`websearch_to_tsquery`), in the database's
    /// default language.
    fn search(self, words: impl Into<String>) -> Predicate<R>
    where
        T::Base: Searchable,
    {
        Expr::of(search(<T::Base as Searchable>::vector(self.into_node(), None), words.into(), None))
    }

    /// [`search`](Self::search) in a language, the name of a configuration of full-text search: `"english"`.
    fn search_in(self, language: &str, words: impl Into<String>) -> Predicate<R>
    where
        T::Base: Searchable,
    {
        let vector = <T::Base as Searchable>::vector(self.into_node(), Some(language));
        Expr::of(search(vector, words.into(), Some(language)))
    }

    /// How well it matches: larger is better.
    fn search_rank(self, words: impl Into<String>) -> Expr<R, f32>
    where
        T::Base: Searchable,
    {
        let vector = <T::Base as Searchable>::vector(self.into_node(), None);
        Expr::of(Node::binary(&op::RANK, vector, call(&op::WEBSEARCH, param(words.into()), None)))
    }
}

impl<R: Relation, T: Value, O: Operand<R, T>> SearchOperand<R, T> for O {}

fn search(vector: Node, words: String, language: Option<&str>) -> Node {
    Node::binary(&op::TEXT_MATCH, vector, call(&op::WEBSEARCH, param(words), language))
}

fn call(op: &'static op::Op, node: Node, language: Option<&str>) -> Node {
    match language {
        Some(language) => {
            let language = Node::Cast(std::sync::Arc::new(param(language.to_owned())), types::REGCONFIG);
            Node::binary(op, language, node)
        }
        None => Node::unary(op, node),
    }
}
