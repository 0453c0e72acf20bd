//! What a script leaves out.

/// How a script is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command")]
pub struct Options {
    /// Do not say who owns what.
    pub no_owner: bool,
    /// Do not grant or revoke.
    pub no_privileges: bool,
    /// Leave out comments.
    pub no_comments: bool,
    /// Leave out security labels.
    pub no_security_labels: bool,
    /// Make the roles of the catalog that the server does not have.
    pub roles: bool,
    /// Pass over what exists already. Statements without such a form stand within blocks that catch the error.
    pub if_not_exists: bool,
}
