//! Which statements of a plan run together.

use super::{Plan, form::Transaction, statement::Statement};

/// Statements that run together: all or none of them take effect, if they run in a transaction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment<'p> {
    /// The statements, in order.
    pub statements: &'p [Statement],
    /// [`Transaction::None`] for one statement that runs outside of any.
    pub transaction: Transaction,
}

impl Plan {
    /// The statements in segments, which are run one after the other. What a statement does has to be committed before some
    /// that follow ([`commit_after`](Statement::commit_after)): a segment ends there.
    pub fn segments(&self) -> Vec<Segment<'_>> {
        let mut segments = Vec::new();
        let mut rest = self.statements.as_slice();
        while let Some(first) = rest.first() {
            let mut length = 1;
            if first.transaction == Transaction::Shared {
                let mut commits = first.commit_after;
                for next in &rest[1..] {
                    if next.transaction != Transaction::Shared || commits && !next.commit_after {
                        break;
                    }
                    commits |= next.commit_after;
                    length += 1;
                }
            }
            let (statements, after) = rest.split_at(length);
            segments.push(Segment { statements, transaction: first.transaction });
            rest = after;
        }
        segments
    }
}
