//! From how many parents a relation has something. A catalog does not store that: it follows from the parents.

use super::{Catalog, ConstraintKind, Relation};

impl Catalog {
    /// From how many parents a relation has a column (`pg_attribute.attinhcount`). If the column is not
    /// [`inherited`](super::Column::inherited), the relation declares it besides.
    pub fn parents_with_column(&self, relation: &Relation, column: &str) -> usize {
        self.parents(relation).filter(|parent| parent.column(column).is_some()).count()
    }

    /// From how many parents a relation has a check (`pg_constraint.coninhcount`).
    pub fn parents_with_check(&self, relation: &Relation, name: &str) -> usize {
        let has = |parent: &&Relation| {
            let mut own = parent.constraints.iter().filter(|own| own.name == name && !own.no_inherit);
            own.any(|own| matches!(own.kind, ConstraintKind::Check(_)))
        };
        self.parents(relation).filter(has).count()
    }

    fn parents(&self, relation: &Relation) -> impl Iterator<Item = &Relation> {
        relation.inherits.iter().filter_map(|parent| self.relation(parent))
    }
}
