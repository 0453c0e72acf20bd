//! The identities of the objects of a catalog.

use super::ObjectId;
use crate::catalog::{DefaultPrivileges, Relation, Routine};

impl Relation {
    /// Its identity.
    pub fn id(&self) -> ObjectId {
        ObjectId::Relation { kind: self.kind, name: self.name.clone() }
    }
}

impl Routine {
    /// Its identity.
    pub fn id(&self) -> ObjectId {
        let arguments = self.input_types().cloned().collect();
        ObjectId::Routine { kind: self.kind, name: self.name.clone(), arguments }
    }
}

impl DefaultPrivileges {
    /// Their identity.
    pub fn id(&self) -> ObjectId {
        let (role, schema) = (self.role.clone(), self.schema.clone());
        ObjectId::DefaultPrivileges { role, objects: self.objects, schema }
    }
}
