//! What has a name within its relation, and a comment.

use super::facts::Facts;
use crate::catalog::{Constraint, Index, Policy, Rule, Trigger};

/// What the objects of a relation have in common.
pub(super) trait Named {
    fn name(&self) -> &str;
    fn set_comment(&mut self, comment: Option<String>);
}

macro_rules! named {
    ($($Type:ty),*) => {$(
        impl Named for $Type {
            fn name(&self) -> &str {
                &self.name
            }

            fn set_comment(&mut self, comment: Option<String>) {
                self.comment = comment;
            }
        }
    )*};
}

named!(Policy, Trigger, Rule, Constraint, Index);

/// Gives each its comment, and sorts them by name.
pub(super) fn commented<T: Named>(list: Vec<(u32, T)>, class: u32, facts: &mut Facts) -> Vec<T> {
    let mut list: Vec<_> = list
        .into_iter()
        .map(|(oid, mut object)| {
            object.set_comment(facts.comment(class, oid, 0));
            object
        })
        .collect();
    list.sort_by(|a, b| a.name().cmp(b.name()));
    list
}
