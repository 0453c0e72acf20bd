//! Programs: what is done with sets, as a tree that both the interpreter and relvar's own calls are made of.
//!
//! Tables, columns and keys are places in [`TABLES`](crate::schema::TABLES).

use crate::value::{Ty, Val};

/// A value computed for a row.
#[derive(Clone, Debug)]
pub(crate) enum Ex {
    Column(usize),
    Literal(Ty, Val),
    Add(Box<Ex>, Box<Ex>),
    Sub(Box<Ex>, Box<Ex>),
    Mul(Box<Ex>, Box<Ex>),
    /// By a number that is not 0.
    Div(Box<Ex>, i64),
    Rem(Box<Ex>, i64),
    Neg(Box<Ex>),
    Abs(Box<Ex>),
    Coalesce(Box<Ex>, Box<Ex>),
    /// Of several, each of which may be NULL.
    First(Vec<Ex>),
    NullIf(Box<Ex>, Box<Ex>),
    Greatest(Vec<Ex>),
    Least(Vec<Ex>),
    Case(Vec<(Pred, Ex)>, Option<Box<Ex>>),
    Cast(Box<Ex>, Ty),
    Concat(Box<Ex>, Box<Ex>),
    Lower(Box<Ex>),
    Upper(Box<Ex>),
    Trim(Box<Ex>),
    Length(Box<Ex>),
    Substr(Box<Ex>, i32, i32),
    Replace(Box<Ex>, String, String),
    Truth(Box<Pred>),
    /// A value of the one row that a key leads to.
    Get(usize, Box<Ex>),
    /// An aggregate over the rows that a key leads to.
    Fold(usize, Box<Agg>),
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// A condition on a row.
#[derive(Clone, Debug)]
pub(crate) enum Pred {
    Always,
    Never,
    Compare(Compare, Ex, Ex),
    Between(Ex, Ex, Ex),
    In(Ex, Vec<Val>),
    NotIn(Ex, Vec<Val>),
    /// One of the values that an expression has over a set of a table.
    InSet(Ex, usize, Box<Set>, Ex),
    IsNull(Ex),
    IsNotNull(Ex),
    Distinct(Ex, Option<Ex>),
    NotDistinct(Ex, Option<Ex>),
    IsTrue(Ex),
    IsNotTrue(Ex),
    Like(Ex, String),
    Ilike(Ex, String),
    StartsWith(Ex, Ex),
    EndsWith(Ex, Ex),
    Contains(Ex, Ex),
    EqIgnoreCase(Ex, Ex),
    And(Box<Pred>, Box<Pred>),
    Or(Box<Pred>, Box<Pred>),
    Xor(Box<Pred>, Box<Pred>),
    Not(Box<Pred>),
    Has(usize, Box<Pred>),
    Any(usize, Box<Pred>),
    None(usize, Box<Pred>),
    Every(usize, Box<Pred>),
    Exists(usize),
    Within(usize, Box<Set>),
    /// One of a set of the same table.
    Among(Box<Set>),
}

/// An aggregate over rows.
#[derive(Clone, Debug)]
pub(crate) enum Agg {
    Rows,
    Count(Ex),
    CountDistinct(Ex),
    Sum(Ex),
    Avg(Ex),
    Min(Ex),
    Max(Ex),
    BoolAnd(Ex),
    BoolOr(Ex),
    /// In the order of the values themselves, or the opposite one.
    Texts(Ex, bool),
    Filter(Box<Agg>, Box<Pred>),
    Distinct(Box<Agg>),
    Coalesce(Box<Agg>, Ty, Val),
    Compare(Compare, Box<Agg>, Ty, Val),
    CompareTwo(Compare, Box<Agg>, Box<Agg>),
    CoalesceTwo(Box<Agg>, Box<Agg>),
    Add(Box<Agg>, Box<Agg>),
    Sub(Box<Agg>, Box<Agg>),
    Mul(Box<Agg>, Box<Agg>),
    IsNull(Box<Agg>),
    IsNotNull(Box<Agg>),
    And(Box<Agg>, Box<Agg>),
    Or(Box<Agg>, Box<Agg>),
    Not(Box<Agg>),
}

/// By what rows are ordered.
#[derive(Clone, Debug)]
pub(crate) struct By<T> {
    pub(crate) what: T,
    pub(crate) descending: bool,
    /// Whether NULLs come first, where that is said.
    pub(crate) nulls_first: Option<bool>,
}

/// A set of rows of a table.
#[derive(Clone, Debug)]
pub(crate) enum Set {
    All,
    Nothing,
    Filter(Pred),
    /// The row at this place, found by its key.
    Find(usize),
    /// Rows by their identities; the interpreter alone has it.
    Rows(Vec<Vec<Val>>),
    Restrict(Box<Set>, Pred),
    And(Box<Set>, Box<Set>),
    Or(Box<Set>, Box<Set>),
    Minus(Box<Set>, Box<Set>),
    Xor(Box<Set>, Box<Set>),
    Not(Box<Set>),
    /// What a set of another table leads to by a key of that.
    Via(usize, usize, Box<Set>),
    /// What one row of another table leads to.
    Of(usize, usize, usize),
    OrderBy(Box<Set>, Vec<By<Ex>>),
    Limit(Box<Set>, usize),
    Offset(Box<Set>, usize),
    DistinctOn(Box<Set>, Vec<Ex>),
    /// The rows after the one at this place.
    After(Box<Set>, usize),
    Before(Box<Set>, usize),
}

/// What is loaded with each row of a tree.
#[derive(Clone, Debug)]
pub(crate) struct Branch {
    pub(crate) filter: Option<Pred>,
    pub(crate) order: Vec<By<Ex>>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: Option<usize>,
}

/// What is loaded with each row of a deeper tree, and with each of those.
#[derive(Clone, Debug)]
pub(crate) struct Nested {
    pub(crate) key: usize,
    pub(crate) branch: Branch,
    pub(crate) inside: Vec<Nested>,
}

/// What groups are ordered by.
#[derive(Clone, Debug)]
pub(crate) enum GroupOrder {
    Keys,
    Aggregate(Agg, bool),
}

/// Values of the rows of a set.
#[derive(Clone, Debug)]
pub(crate) struct Selected {
    pub(crate) set: Set,
    pub(crate) values: Vec<Ex>,
    pub(crate) distinct: bool,
    pub(crate) order: Vec<By<Ex>>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: Option<usize>,
}

/// Groups of the rows of a set.
#[derive(Clone, Debug)]
pub(crate) struct Grouped {
    pub(crate) set: Set,
    pub(crate) keys: Vec<Ex>,
    pub(crate) aggregates: Vec<Agg>,
    pub(crate) having: Option<Agg>,
    pub(crate) order: Vec<GroupOrder>,
    pub(crate) limit: Option<usize>,
    pub(crate) offset: Option<usize>,
}

/// New values for the rows of a set.
pub(crate) type Assignments = Vec<(usize, Option<Ex>)>;

/// New values for the rows of a set, each row with those of the last item that has its values.
#[derive(Clone, Debug)]
pub(crate) struct Each {
    pub(crate) set: Set,
    /// The columns by which the rows of an item are found.
    pub(crate) by: Vec<usize>,
    /// The columns that get other values.
    pub(crate) columns: Vec<usize>,
    /// The values of both, for each item.
    pub(crate) items: Vec<Vec<Val>>,
    pub(crate) returns_rows: bool,
}

/// What is done about rows that others have locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    Block,
    Skip,
    Fail,
}

/// A set with a lock, and what is done with it while others hold rows of the table.
#[derive(Clone, Debug)]
pub(crate) struct Locked {
    pub(crate) set: Set,
    /// Which of the four locks.
    pub(crate) strength: usize,
    pub(crate) wait: Wait,
    /// The rows that another session holds.
    pub(crate) held: Vec<usize>,
    pub(crate) act: Act,
}

/// What is done with a locked set.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    Read,
    Count,
    Update(usize, Option<Ex>),
    Delete,
    Tree(usize),
    Join(usize),
    // What follows stands for something else than the rows, so that relvar may refuse it.
    Exists,
    Group,
    And(Set),
    Minus(Set),
    Follow(usize),
}

/// Something that is done with a set of a table.
#[derive(Clone, Debug)]
pub(crate) enum Program {
    /// Its rows, their number, whether there are any, the first of them.
    Read(Set),
    Select(Selected),
    Group(Grouped),
    /// The rows for which a predicate is true, for which it is not, and those for which it is NULL.
    Partition(Set, Pred),
    /// Page after page of a set in an order.
    Pages {
        set: Set,
        order: Vec<By<Ex>>,
        size: usize,
        backward: bool,
    },
    Join(Set, usize),
    Tree(Set, usize, Branch),
    /// One of the deeper trees, which have types of their own.
    Forest(Set, Vec<Nested>),
    Update {
        set: Set,
        assignments: Assignments,
        returning: Option<Vec<Ex>>,
    },
    UpdateEach(Each),
    Delete(Set),
    Locked(Locked),
    Insert {
        rows: Vec<Vec<Val>>,
        conflict: Conflict,
    },
}

/// What happens to rows that are there already.
#[derive(Clone, Debug)]
pub(crate) enum Conflict {
    Error,
    Ignore,
    Nothing,
    /// These columns get the values proposed.
    Update(Vec<usize>),
    /// A column gets a value computed of the row that is there, for rows with a predicate.
    Set(usize, Box<Ex>, Option<Box<Pred>>),
}
