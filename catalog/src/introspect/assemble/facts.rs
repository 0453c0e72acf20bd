//! What any object may have: an extension it belongs to, a comment, privileges.

use std::collections::HashMap;

use crate::{
    catalog::Privileges,
    introspect::rows::{DescriptionRow, ExtensionRow, MemberRow, PrivilegeRow},
};

use super::{address::Address, privileges};

/// What is known of objects by their address. Each fact has one owner, which takes it.
pub(super) struct Facts {
    extensions: HashMap<(u32, u32), String>,
    comments: HashMap<Address, String>,
    privileges: HashMap<Address, Privileges>,
}

impl Facts {
    pub(super) fn new(
        members: Vec<MemberRow>,
        extensions: &[ExtensionRow],
        descriptions: Vec<DescriptionRow>,
        privileges: &[PrivilegeRow],
    ) -> Self {
        let names: HashMap<_, _> = extensions.iter().map(|e| (e.oid, &e.name)).collect();
        let member = |row: MemberRow| names.get(&row.extension).map(|name| ((row.class, row.object), (*name).clone()));
        Self {
            extensions: members.into_iter().filter_map(member).collect(),
            comments: descriptions.into_iter().map(|d| ((d.class, d.object, d.part), d.text)).collect(),
            privileges: privileges::present(privileges),
        }
    }

    /// The extension an object belongs to.
    pub(super) fn extension(&self, class: u32, object: u32) -> Option<String> {
        self.extensions.get(&(class, object)).cloned()
    }

    pub(super) fn comment(&mut self, class: u32, object: u32, part: i32) -> Option<String> {
        self.comments.remove(&(class, object, part))
    }

    pub(super) fn privileges(&mut self, class: u32, object: u32, part: i32) -> Option<Privileges> {
        let mut privileges = self.privileges.remove(&(class, object, part))?;
        privileges.sort();
        Some(privileges)
    }
}
