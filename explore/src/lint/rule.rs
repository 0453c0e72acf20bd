//! The rules: what they are called, how seriously they are taken, what they demand.

use serde::{Serialize, Serializer};

/// How seriously a finding is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Advice.
    Note,
    /// Something to mend.
    Warning,
    /// Something that has to be mended.
    Error,
}

impl Level {
    /// The word for it; SARIF's, and with one exception GitHub's.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Declares the rules: variant, id, level where it is on, and the sentence that says what is wrong.
macro_rules! rules {
    ($($Rule:ident $id:literal $level:tt $summary:literal;)*) => {
        /// A rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Rule {
            $(
                #[doc = concat!($summary, ".")]
                $Rule,
            )*
        }

        impl Rule {
            /// Every rule, by id.
            pub const ALL: &[Self] = &[$(Self::$Rule),*];

            /// Its name, as arguments and configuration write it.
            pub fn id(self) -> &'static str {
                match self { $(Self::$Rule => $id),* }
            }

            /// How seriously it is taken unless the configuration says otherwise; nothing where it is off.
            pub fn level(self) -> Option<Level> {
                match self { $(Self::$Rule => rules!(@ $level)),* }
            }

            /// What is wrong, in a sentence.
            pub fn summary(self) -> &'static str {
                match self { $(Self::$Rule => $summary),* }
            }
        }
    };
    (@ off) => { None };
    (@ $level:ident) => { Some(Level::$level) };
}

rules! {
    AvoidChar "avoid-char" Warning "a column of type char(n) pads its values with blanks";
    ConstraintNotValidated "constraint-not-validated" Warning "a constraint was not checked against the rows that were there";
    DefaultNullText "default-null-text" Warning "a default is the text 'NULL' instead of null";
    DomainConstraint "domain-constraint" off "a change of a domain's constraint locks and reads every table with the domain";
    DuplicateForeignKey "duplicate-foreign-key" Warning "two foreign keys say the same";
    DuplicateIndex "duplicate-index" Warning "two indexes do the same work";
    EnumType "enum-type" off "labels of an enum can be added, but hardly removed";
    ForeignKeyType "foreign-key-type" Warning "a foreign key has another type than the key it references";
    ForeignKeyWithoutIndex "foreign-key-without-index" Warning "deleting a referenced row reads the whole referencing table";
    InvalidIndex "invalid-index" Error "an index is written to, but not read";
    IsolatedTable "isolated-table" off "a table has no foreign key in either direction";
    MissingComment "missing-comment" off "a relation or column has no comment";
    MissingForeignKey "missing-foreign-key" Warning "a column seems to hold a key of another table, but no foreign key says so";
    MissingPrimaryKey "missing-primary-key" Warning "rows of a table cannot be told apart";
    NotRefreshable "not-refreshable" Note "a materialized view cannot be refreshed while it is read";
    NullableUnique "nullable-unique" Note "a unique key of several columns does not hold where one of them is null";
    NumberedColumns "numbered-columns" Note "columns with numbers in their names are a list";
    PolicyNotEnforced "policy-not-enforced" Warning "a relation has policies, but row security is off";
    PreferBigint "prefer-bigint" Note "numbers of rows run out at 2,147,483,647";
    PreferIdentity "prefer-identity" Note "a serial column is a default that anyone may change and a sequence with privileges of its own";
    PreferJsonb "prefer-jsonb" Note "json has no equality and no index";
    PreferText "prefer-text" Note "the limit of varchar(n) is changed by a migration each time it is too small";
    PreferTimestamptz "prefer-timestamptz" Note "a timestamp without time zone does not say when it was";
    QuotedName "quoted-name" Note "a name has to be quoted wherever it is written";
    RedundantIndex "redundant-index" Note "an index begins like another one";
    RowSecurityWithoutPolicy "row-security-without-policy" Note "row security without a policy shows no row to anyone but the owner";
    SecurityDefinerPath "security-definer-path" Warning "a function with its owner's rights looks names up on its caller's search path";
    SequenceTooNarrow "sequence-too-narrow" Warning "a sequence ends before its column does";
    SetNullNotNull "set-null-not-null" Warning "deleting a referenced row would set a column to null that may not be null";
    SingleColumn "single-column" off "a table has one column";
    TooManyColumns "too-many-columns" Note "a table has more than a hundred columns";
    TruncatedName "truncated-name" Note "a name of 63 bytes was probably longer";
    ViewBypassesPolicies "view-bypasses-policies" Warning "a view shows rows that the policies of its tables hide";
    WideIndex "wide-index" Note "an index on more than three columns is large, and seldom used beyond the third";
}

impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
