//! Expressions as text.

use super::{Renderer, Scope};
use crate::node::op::Hint;
use crate::node::{AggregateNode, Case, Node, OrderItem};
use crate::value::{SqlType, types};

impl Renderer {
    /// A condition, where NULL counts as false: `WHERE`, `WHEN`, `FILTER`.
    pub(super) fn truth(&mut self, node: &Node, scope: Scope) {
        match node {
            Node::And(nodes) => self.list(" AND ", nodes.iter(), |r, node| r.truth_operand(node, scope)),
            Node::Or(nodes) => self.list(" OR ", nodes.iter(), |r, node| r.truth_operand(node, scope)),
            Node::Not(inner) if inner.never_null() => {
                self.push("NOT ");
                if let Node::Exists(link) = &**inner {
                    return self.absent(link, scope);
                }
                self.truth_operand(inner, scope);
            }
            Node::Not(inner) => {
                self.push("(");
                self.truth(inner, scope);
                self.push(") IS NOT TRUE");
            }
            node => self.node(node, scope, None),
        }
    }

    fn truth_operand(&mut self, node: &Node, scope: Scope) {
        let enclosed = matches!(node, Node::And(_) | Node::Or(_));
        if enclosed {
            self.push("(");
        }
        self.truth(node, scope);
        if enclosed {
            self.push(")");
        }
    }

    /// A value; a predicate is true or false, never NULL.
    pub(super) fn value(&mut self, node: &Node, scope: Scope) {
        if node.is_predicate() && !node.never_null() {
            self.push("(");
            self.truth(node, scope);
            self.push(") IS TRUE");
        } else {
            self.node(node, scope, None);
        }
    }

    /// An operand of an operator, which may give a parameter its type.
    fn operand(&mut self, node: &Node, scope: Scope, hint: Option<SqlType>) {
        let open = match node {
            Node::Op(op, _) => !op.encloses(),
            Node::And(_) | Node::Or(_) | Node::Not(_) | Node::Among(_) | Node::In(_) | Node::Keys(_) => true,
            Node::True
            | Node::False
            | Node::Null
            | Node::Column { .. }
            | Node::Param(_)
            | Node::Call(_)
            | Node::Cast(..)
            | Node::Case(_)
            | Node::Lift(_)
            | Node::Exists(_)
            | Node::Fold(_)
            | Node::Aggregate(_)
            | Node::Given(_)
            | Node::Excluded(_) => false,
        };
        // `a = (b) IS TRUE` would be `(a = (b)) IS TRUE`.
        let open = open || (node.is_predicate() && !node.never_null());
        if open {
            self.push("(");
        }
        match node {
            Node::Param(_) => self.node(node, scope, hint),
            _ => self.value(node, scope),
        }
        if open {
            self.push(")");
        }
    }

    pub(super) fn node(&mut self, node: &Node, scope: Scope, hint: Option<SqlType>) {
        match node {
            Node::True => self.push("TRUE"),
            Node::False => self.push("FALSE"),
            Node::Null => self.push("NULL"),
            Node::Column { index, .. } => self.column(scope, *index),
            Node::Param(param) => self.param(param.value.clone(), hint.unwrap_or(param.ty)),
            Node::And(_) | Node::Or(_) | Node::Not(_) => self.truth(node, scope),
            Node::Op(op, operands) => {
                let hint = hint_of(op.hint, operands, scope);
                self.push(op.open);
                self.list(op.between, operands.iter(), |r, node| {
                    if op.encloses() && !matches!(node, Node::Param(_)) {
                        r.value(node, scope);
                    } else {
                        r.operand(node, scope, hint);
                    }
                });
                self.push(op.close);
            }
            Node::Call(call) => self.call(call, scope),
            Node::Cast(node, ty) => {
                self.push("(");
                self.value(node, scope);
                self.push(")::");
                self.type_(*ty);
            }
            Node::Case(case) => self.case(case, scope, hint),
            Node::Lift(lift) if !(lift.value.has_fold() && self.is_apart(node, scope)) => self.lift(lift, scope),
            Node::Fold(fold) if !self.is_apart(node, scope) => self.fold(fold, scope),
            Node::Lift(_) | Node::Fold(_) => {}
            Node::Exists(link) => self.exists(link, scope),
            Node::Aggregate(aggregate) => self.aggregate(aggregate, scope),
            Node::Among(subset) => self.among(subset, scope),
            Node::In(set) => {
                self.operand(&set.value, scope, None);
                self.push(" IN (");
                self.projection(&set.set, &set.projected);
                self.push(")");
            }
            Node::Keys(keys) => self.keys(keys, scope),
            Node::Given(given) => self.given_row(given),
            Node::Excluded(index) => {
                self.push("excluded.");
                self.name(scope.relation, *index);
            }
        }
    }

    pub(super) fn call(&mut self, call: &crate::node::Call, scope: Scope) {
        self.push(call.function);
        self.push("(");
        self.list(", ", &call.arguments, |r, argument| {
            if argument.variadic {
                r.push("VARIADIC ");
            }
            if let Some(name) = argument.name {
                r.quoted(name);
                r.push(" => ");
            }
            r.value(&argument.value, scope);
        });
        self.push(")");
    }

    fn case(&mut self, case: &Case, scope: Scope, hint: Option<SqlType>) {
        self.push("CASE");
        for (condition, value) in &case.branches {
            self.push(" WHEN ");
            self.truth(condition, scope);
            self.push(" THEN ");
            self.operand(value, scope, hint);
        }
        if let Some(value) = &case.otherwise {
            self.push(" ELSE ");
            self.operand(value, scope, hint);
        }
        self.push(" END");
    }

    pub(super) fn aggregate(&mut self, aggregate: &AggregateNode, scope: Scope) {
        self.push(aggregate.op.open);
        if aggregate.distinct {
            self.push("DISTINCT ");
        }
        self.list(", ", &aggregate.arguments, |r, node| r.value(node, scope));
        if !aggregate.order.is_empty() {
            self.push(" ORDER BY ");
            self.list(", ", &aggregate.order, |r, item| r.order_item(item, scope));
        }
        self.push(aggregate.op.close);
        if aggregate.filter != Node::True {
            self.push(" FILTER (WHERE ");
            self.of_every_row = true;
            self.truth(&aggregate.filter, scope);
            self.of_every_row = false;
            self.push(")");
        }
    }

    pub(super) fn order_item(&mut self, item: &OrderItem, scope: Scope) {
        self.value_again(&item.node, scope);
        self.direction(item);
    }

    pub(super) fn direction(&mut self, item: &OrderItem) {
        if item.descending {
            self.push(" DESC");
        }
        if item.nulls.is_some() && item.nulls_first() != item.descending {
            self.push(if item.nulls_first() { " NULLS FIRST" } else { " NULLS LAST" });
        }
    }
}

/// The type of the parameters among operands.
fn hint_of(hint: Hint, operands: &[Node], scope: Scope) -> Option<SqlType> {
    if hint == Hint::Own || !operands.iter().any(|node| matches!(node, Node::Param(_) | Node::Case(_))) {
        return None;
    }
    let known = operands.iter().find_map(|node| node.column_type(scope.relation))?;
    match hint {
        Hint::Own => None,
        Hint::Same => Some(known),
        Hint::Array => Some(known.array()),
        Hint::Element => types::element_of(known.wire).map(|wire| element(known, wire)),
    }
}

/// The type of an array's elements.
fn element(array: SqlType, wire: u32) -> SqlType {
    if array.array {
        SqlType { wire, array: false, ..array }
    } else {
        let sql = array.sql.strip_suffix("[]").unwrap_or(array.sql);
        SqlType { sql, wire, ..array }
    }
}
