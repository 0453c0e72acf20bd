//! The forms of statements, with what each costs. `tests/locks.rs` runs them on a server and reads `pg_locks`.

use serde::Serialize;

/// A lock on a relation, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Lock {
    /// Blocks only what needs all of the table.
    ShareUpdateExclusive,
    /// Blocks writes.
    Share,
    /// Blocks writes, and others of its kind.
    ShareRowExclusive,
    /// Blocks reads and writes.
    AccessExclusive,
}

impl Lock {
    /// The words of the manual.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }
}

/// How a statement goes with transactions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Transaction {
    /// It runs in one transaction with others.
    #[default]
    Shared,
    /// It runs in a transaction of its own, to hold its locks no longer than it has to.
    Own,
    /// PostgreSQL runs it only outside of a transaction.
    None,
}

/// What a form does while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Effect {
    /// The lock on the relation of its object.
    pub(crate) lock: Option<Lock>,
    /// The lock on a relation that it refers to, besides.
    pub(crate) other: Option<Lock>,
    /// It writes the table anew.
    pub(crate) rewrites: bool,
    /// It reads the whole table.
    pub(crate) scans: bool,
    /// It deletes data.
    pub(crate) deletes: bool,
    /// What comes after must see it committed.
    pub(crate) commit_after: bool,
    /// It changes who may do what.
    pub(crate) access: bool,
    /// Clients and texts of functions may name what changes, and nobody can tell.
    pub(crate) untracked: bool,
    /// How it goes with transactions.
    pub(crate) transaction: Transaction,
}

const NONE: Effect = Effect {
    lock: None,
    other: None,
    rewrites: false,
    scans: false,
    deletes: false,
    commit_after: false,
    access: false,
    untracked: false,
    transaction: Transaction::Shared,
};

const fn lock(lock: Lock) -> Effect {
    Effect { lock: Some(lock), ..NONE }
}

macro_rules! forms {
    ($($name:ident = $effect:expr;)*) => {
        /// What kind of statement it is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum Form {
            $($name,)*
        }

        impl Form {
            /// What it does while it runs.
            pub(crate) fn effect(self) -> Effect {
                match self {
                    $(Self::$name => $effect,)*
                }
            }
        }
    };
}

use Lock::{AccessExclusive, Share, ShareRowExclusive, ShareUpdateExclusive};

forms! {
    Create = NONE;
    CreateTable = NONE;
    CreateTableReferencing = Effect { other: Some(ShareRowExclusive), ..NONE };
    CreatePartition = Effect { other: Some(AccessExclusive), ..NONE };
    CreateIndex = Effect { scans: true, ..lock(Share) };
    CreateIndexConcurrently = Effect { scans: true, transaction: Transaction::None, ..lock(ShareUpdateExclusive) };
    CreateTrigger = lock(ShareRowExclusive);
    CreateRule = lock(AccessExclusive);
    CreatePolicy = Effect { access: true, ..lock(AccessExclusive) };
    ReplaceView = lock(AccessExclusive);
    ReplaceRoutine = NONE;
    Drop = NONE;
    DropTable = Effect { deletes: true, ..lock(AccessExclusive) };
    DropView = lock(AccessExclusive);
    DropMaterializedView = Effect { deletes: true, ..lock(AccessExclusive) };
    DropSequence = Effect { deletes: true, ..NONE };
    DropSchema = NONE;
    DropSubscription = Effect { transaction: Transaction::None, ..NONE };
    DropIndex = lock(AccessExclusive);
    DropIndexConcurrently = Effect { transaction: Transaction::None, ..lock(ShareUpdateExclusive) };
    DropTrigger = lock(AccessExclusive);
    DropRule = lock(AccessExclusive);
    DropPolicy = Effect { access: true, ..lock(AccessExclusive) };
    DropConstraint = lock(AccessExclusive);
    DropForeignKey = Effect { other: Some(AccessExclusive), ..lock(AccessExclusive) };
    AddColumn = lock(AccessExclusive);
    AddColumnRewrite = Effect { rewrites: true, scans: true, ..lock(AccessExclusive) };
    DropColumn = Effect { deletes: true, ..lock(AccessExclusive) };
    DropGeneratedColumn = lock(AccessExclusive);
    ColumnType = lock(AccessExclusive);
    ColumnTypeRewrite = Effect { rewrites: true, scans: true, ..lock(AccessExclusive) };
    SetNotNull = Effect { scans: true, ..lock(AccessExclusive) };
    SetNotNullProven = lock(AccessExclusive);
    DropNotNull = lock(AccessExclusive);
    SetDefault = lock(AccessExclusive);
    DropDefault = lock(AccessExclusive);
    AddIdentity = lock(AccessExclusive);
    SetIdentity = lock(AccessExclusive);
    DropIdentity = lock(AccessExclusive);
    DropExpression = lock(AccessExclusive);
    SetStatistics = lock(ShareUpdateExclusive);
    SetStorage = lock(AccessExclusive);
    SetCompression = lock(AccessExclusive);
    SetColumnOptions = lock(ShareUpdateExclusive);
    SetTableOptions = lock(ShareUpdateExclusive);
    AddCheck = Effect { scans: true, ..lock(AccessExclusive) };
    AddUnique = Effect { scans: true, ..lock(AccessExclusive) };
    AddUsingIndex = lock(AccessExclusive);
    AddForeignKey = Effect { other: Some(ShareRowExclusive), scans: true, ..lock(ShareRowExclusive) };
    AddNotValid = lock(AccessExclusive);
    AddForeignKeyNotValid = Effect { other: Some(ShareRowExclusive), ..lock(ShareRowExclusive) };
    Validate = Effect { scans: true, ..lock(ShareUpdateExclusive) };
    AlterForeignKey = lock(AccessExclusive);
    Attach = Effect { other: Some(ShareUpdateExclusive), scans: true, ..lock(AccessExclusive) };
    Detach = Effect { other: Some(AccessExclusive), ..lock(AccessExclusive) };
    Inherit = Effect { other: Some(ShareUpdateExclusive), ..lock(AccessExclusive) };
    RowSecurity = Effect { access: true, ..lock(AccessExclusive) };
    ReplicaIdentity = lock(AccessExclusive);
    Persistence = Effect { rewrites: true, scans: true, ..lock(AccessExclusive) };
    Tablespace = Effect { rewrites: true, ..lock(AccessExclusive) };
    AccessMethod = Effect { rewrites: true, scans: true, ..lock(AccessExclusive) };
    OfType = lock(AccessExclusive);
    ClusterOn = lock(ShareUpdateExclusive);
    IndexOptions = NONE;
    IndexAttach = lock(AccessExclusive);
    AlterTrigger = lock(ShareRowExclusive);
    AlterRule = lock(AccessExclusive);
    AlterPolicy = Effect { access: true, ..lock(AccessExclusive) };
    AlterSequence = NONE;
    AlterExtension = NONE;
    AlterType = NONE;
    DropAttribute = Effect { deletes: true, ..NONE };
    AddEnumValue = Effect { commit_after: true, ..NONE };
    AlterDomain = NONE;
    DomainConstraint = Effect { other: Some(Share), scans: true, ..NONE };
    Rename = NONE;
    RenameData = Effect { untracked: true, ..lock(AccessExclusive) };
    RenamePart = lock(AccessExclusive);
    RenameFree = Effect { untracked: true, ..NONE };
    Owner = lock(AccessExclusive);
    Comment = lock(ShareUpdateExclusive);
    Grant = Effect { access: true, ..NONE };
    Alter = NONE;
    Settings = NONE;
    Label = lock(ShareUpdateExclusive);
    Data = Effect { scans: true, ..NONE };
}
