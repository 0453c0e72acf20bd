//! What can be wrong with a history, or with what is asked of it.

/// A history that does not hold together, or a name that leads nowhere in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// An id has characters that mean something in the names of targets, or is itself such a name.
    #[error("`{id}` cannot be the id of a revision: {why}")]
    IllegalId {
        /// The id.
        id: String,
        /// What is wrong with it.
        why: String,
    },
    /// Two revisions have the same id.
    #[error("two revisions have the id `{id}`")]
    Duplicate {
        /// The id.
        id: String,
    },
    /// A revision names a parent that does not exist.
    #[error("revision `{id}` has the parent `{parent}`, which does not exist")]
    MissingParent {
        /// The revision.
        id: String,
        /// What it names.
        parent: String,
    },
    /// A revision depends on what is neither a revision nor a branch.
    #[error("revision `{id}` depends on `{name}`, which is neither a revision nor a branch")]
    MissingDependency {
        /// The revision.
        id: String,
        /// What it names.
        name: String,
    },
    /// A label of a branch is taken.
    #[error("the branch label `{label}` of revision `{id}` is taken by `{by}`")]
    LabelTaken {
        /// The label.
        label: String,
        /// The revision that wants it.
        id: String,
        /// Who has it.
        by: String,
    },
    /// Revisions are their own ancestors.
    #[error("these revisions are, or lead to, a circle: {}", ids.join(", "))]
    Cycle {
        /// The revisions.
        ids: Vec<String>,
    },
    /// Revisions depend on themselves.
    #[error("these revisions depend on each other in a circle, or lead to one: {}", ids.join(", "))]
    DependencyCycle {
        /// The revisions.
        ids: Vec<String>,
    },
    /// One revision was asked for, and there are several.
    #[error(
        "`{argument}` means several revisions: {}\nhint: name one of them, or `<branch>@{argument}`, or `heads` for all; \
         `relvar migrate merge` joins them", heads.join(", ")
    )]
    SeveralHeads {
        /// What was asked for.
        argument: String,
        /// What it may mean.
        heads: Vec<String>,
    },
    /// There is no such revision.
    #[error("there is no revision or branch `{name}`\nhint: `relvar migrate history` lists them")]
    Unknown {
        /// The name.
        name: String,
    },
    /// Several ids begin so.
    #[error("several revisions or branches begin with `{prefix}`: {}", matches.join(", "))]
    SeveralMatch {
        /// The beginning.
        prefix: String,
        /// Some of them.
        matches: Vec<String>,
    },
    /// The revision belongs to another branch.
    #[error("revision `{id}` is not in the branch `{branch}`")]
    NotInBranch {
        /// The revision.
        id: String,
        /// The branch.
        branch: String,
    },
    /// A relative step has several ways to go.
    #[error("ambiguous: there are several ways to go from `{at}`: {}\nhint: name the revision", ways.join(", "))]
    AmbiguousWalk {
        /// Where the ways part.
        at: String,
        /// What they lead to.
        ways: Vec<String>,
    },
    /// A relative step begins at several revisions.
    #[error("ambiguous: `{target}` counts from several revisions: {}\nhint: name the branch, as in `<branch>@{target}`", starts.join(", "))]
    AmbiguousStart {
        /// The step.
        target: String,
        /// Where it may begin.
        starts: Vec<String>,
    },
    /// There are not as many revisions.
    #[error("`{target}` goes further than there are revisions")]
    TooFar {
        /// What was asked for.
        target: String,
    },
    /// The step has the wrong direction.
    #[error("`{target}` goes in the wrong direction")]
    WrongWay {
        /// What was asked for.
        target: String,
    },
    /// The target is not below the current revisions.
    #[error("`{target}` is not among what is applied, so nothing leads down to it")]
    NotBelow {
        /// The target.
        target: String,
    },
    /// One end of a range does not lead to the other.
    #[error("`{lower}` does not lead to `{upper}`")]
    NotARange {
        /// Where it begins.
        lower: String,
        /// Where it ends.
        upper: String,
    },
    /// A revision is asked for together with its own ancestor.
    #[error("revision `{id}` already includes {}", others.join(", "))]
    Overlap {
        /// The revision.
        id: String,
        /// Its ancestors.
        others: Vec<String>,
    },
    /// The name means no revision here.
    #[error("`{target}` cannot be the target of this command")]
    NotATarget {
        /// The name.
        target: String,
    },
    /// What the database says is applied does not fit the history.
    #[error("the database is at {}, which does not fit the step to or from `{id}`", if heads.is_empty() { "no revision".to_owned() } else { heads.join(", ") })]
    HeadsDoNotFit {
        /// The revision of the step.
        id: String,
        /// The heads of the database.
        heads: Vec<String>,
    },
}
