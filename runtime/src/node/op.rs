//! The operators and functions of PostgreSQL that expressions use, as data.

use std::sync::Arc;

use super::Node;

/// How an operator or function is written, and what is known of it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all are constants")]
#[derive(Debug, PartialEq, Eq)]
pub struct Op {
    /// Before the first operand.
    pub(crate) open: &'static str,
    /// Between two operands.
    pub(crate) between: &'static str,
    /// After the last operand.
    pub(crate) close: &'static str,
    /// How a value beside a column gets its type.
    pub(crate) hint: Hint,
    /// Whether it yields true, false or NULL: a truth value.
    pub(crate) predicate: bool,
    /// Whether it is NULL only where an operand is.
    pub(crate) strict: bool,
    /// Whether it is never NULL.
    pub(crate) total: bool,
    /// Whether its value has the type of its operands.
    pub(crate) keeps_type: bool,
}

/// The type of a value among the operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    /// Its own.
    Own,
    /// That of the column among the other operands.
    Same,
    /// The array type over that of the column among the other operands.
    Array,
    /// The type of the elements of the column among the other operands.
    Element,
}

impl Op {
    /// Whether it needs no parentheses around it, nor around its operands: a function.
    pub(crate) fn encloses(&self) -> bool {
        !self.open.is_empty() && self.close.ends_with(')')
    }

    const fn infix(between: &'static str) -> Self {
        Self {
            open: "",
            between,
            close: "",
            hint: Hint::Same,
            predicate: false,
            strict: true,
            total: false,
            keeps_type: false,
        }
    }

    const fn compare(between: &'static str) -> Self {
        Self { predicate: true, ..Self::infix(between) }
    }

    const fn arithmetic(between: &'static str) -> Self {
        Self { keeps_type: true, ..Self::infix(between) }
    }

    const fn postfix(close: &'static str) -> Self {
        Self { between: "", close, predicate: true, total: true, ..Self::infix("") }
    }

    const fn function(open: &'static str) -> Self {
        Self { open, close: ")", hint: Hint::Own, ..Self::infix(", ") }
    }

    const fn own(self) -> Self {
        Self { hint: Hint::Own, ..self }
    }

    const fn hinted(self, hint: Hint) -> Self {
        Self { hint, ..self }
    }

    const fn nullable(self) -> Self {
        Self { strict: false, ..self }
    }

    const fn typed(self) -> Self {
        Self { keeps_type: true, hint: Hint::Same, ..self }
    }

    const fn test(self) -> Self {
        Self { predicate: true, ..self }
    }
}

impl Node {
    /// An operator applied to one operand.
    pub(crate) fn unary(op: &'static Op, operand: Node) -> Self {
        Self::Op(op, Arc::new([operand]))
    }

    /// An operator applied to two operands.
    pub(crate) fn binary(op: &'static Op, left: Node, right: Node) -> Self {
        Self::Op(op, Arc::new([left, right]))
    }
}

/// The operator that is true exactly where this one is false.
pub(crate) fn negation(op: &'static Op) -> Option<&'static Op> {
    const PAIRS: [(&Op, &Op); 5] =
        [(&EQ, &NE), (&LT, &GE), (&GT, &LE), (&DISTINCT, &NOT_DISTINCT), (&IS_NULL, &IS_NOT_NULL)];
    PAIRS.iter().find_map(|(one, other)| {
        if std::ptr::eq(op, *one) {
            Some(*other)
        } else if std::ptr::eq(op, *other) {
            Some(*one)
        } else {
            None
        }
    })
}

macro_rules! ops {
    ($($name:ident = $op:expr;)*) => {
        $(pub(crate) static $name: Op = $op;)*
    };
}

// Comparison.
ops! {
    EQ = Op::compare(" = ");
    NE = Op::compare(" <> ");
    LT = Op::compare(" < ");
    LE = Op::compare(" <= ");
    GT = Op::compare(" > ");
    GE = Op::compare(" >= ");
    DISTINCT = Op { total: true, ..Op::compare(" IS DISTINCT FROM ") };
    NOT_DISTINCT = Op { total: true, ..Op::compare(" IS NOT DISTINCT FROM ") };
    IS_NULL = Op::postfix(" IS NULL");
    IS_NOT_NULL = Op::postfix(" IS NOT NULL");
    IS_TRUE = Op::postfix(" IS TRUE");
    ROW = Op::function("(");
    EQ_ANY = Op { close: ")", ..Op::compare(" = ANY(") }.hinted(Hint::Array).nullable();
}

// Arithmetic.
ops! {
    ADD = Op::arithmetic(" + ");
    SUB = Op::arithmetic(" - ");
    MUL = Op::arithmetic(" * ");
    DIV = Op::arithmetic(" / ");
    REM = Op::arithmetic(" % ");
    NEG = Op { open: "-", ..Op::arithmetic("") };
    SHIFT_ADD = Op::infix(" + ").own();
    SHIFT_SUB = Op::infix(" - ").own();
    ABS = Op::function("abs(").typed();
    ROUND = Op::function("round(");
    CEIL = Op::function("ceil(");
    FLOOR = Op::function("floor(");
    GREATEST = Op::function("greatest(").typed().nullable();
    LEAST = Op::function("least(").typed().nullable();
    COALESCE = Op::function("coalesce(").typed().nullable();
    NULLIF = Op::function("nullif(").typed().nullable();
}

// Text.
ops! {
    CONCAT = Op::infix(" || ").own();
    LIKE = Op::compare(" LIKE ").own();
    ILIKE = Op::compare(" ILIKE ").own();
    MATCHES = Op::compare(" ~ ").own();
    IMATCHES = Op::compare(" ~* ").own();
    STARTS_WITH = Op::function("starts_with(").test();
    ENDS_WITH = Op::function("right(");
    STRPOS = Op { close: ") > 0", ..Op::function("strpos(").test() };
    LOWER = Op::function("lower(");
    UPPER = Op::function("upper(");
    TRIM = Op::function("btrim(");
    LENGTH = Op::function("char_length(");
    SUBSTR = Op::function("substr(");
    REPLACE = Op::function("replace(");
}

// JSON.
ops! {
    JSON_GET = Op::infix(" -> ").own().nullable();
    JSON_TEXT = Op::infix(" ->> ").own().nullable();
    JSON_GET_PATH = Op::infix(" #> ").own().nullable();
    JSON_TEXT_PATH = Op::infix(" #>> ").own().nullable();
    HAS_KEY = Op::compare(" ? ").own();
    HAS_ANY_KEY = Op::compare(" ?| ").own();
    HAS_ALL_KEYS = Op::compare(" ?& ").own();
    JSON_PATH_EXISTS = Op::compare(" @? ").own().nullable();
    JSON_LENGTH = Op::function("jsonb_array_length(");
}

// Arrays and ranges.
ops! {
    CONTAINS = Op::compare(" @> ");
    CONTAINED = Op::compare(" <@ ");
    OVERLAPS = Op::compare(" && ");
    HOLDS = Op::compare(" @> ").own();
    ANY_ELEMENT = Op { open: "", between: " = ANY(", close: ")", ..Op::compare("") }.hinted(Hint::Element).nullable();
    CARDINALITY = Op::function("cardinality(");
    ARRAY_APPEND = Op::function("array_append(").hinted(Hint::Element).nullable();
    ARRAY_REMOVE = Op::function("array_remove(").hinted(Hint::Element).nullable();
    ADJACENT = Op::compare(" -|- ");
    STRICTLY_LEFT = Op::compare(" << ");
    STRICTLY_RIGHT = Op::compare(" >> ");
    RANGE_LOWER = Op::function("lower(").nullable();
    RANGE_UPPER = Op::function("upper(").nullable();
    RANGE_EMPTY = Op::function("isempty(").test();
}

// Full text.
ops! {
    TEXT_MATCH = Op::compare(" @@ ").own();
    TO_TSVECTOR = Op::function("to_tsvector(");
    WEBSEARCH = Op::function("websearch_to_tsquery(");
    RANK = Op::function("ts_rank(");
}

// Dates and times.
ops! {
    EXTRACT_YEAR = Op::function("date_part('year', ");
    EXTRACT_MONTH = Op::function("date_part('month', ");
    EXTRACT_DAY = Op::function("date_part('day', ");
    EXTRACT_HOUR = Op::function("date_part('hour', ");
    EXTRACT_DOW = Op::function("date_part('isodow', ");
    EXTRACT_EPOCH = Op::function("date_part('epoch', ");
    TRUNC_DAY = Op::function("date_trunc('day', ").typed();
    TRUNC_MONTH = Op::function("date_trunc('month', ").typed();
    TRUNC_YEAR = Op::function("date_trunc('year', ").typed();
    DIFFERENCE = Op::infix(" - ");
}

// Aggregates.
ops! {
    COUNT_ROWS = Op { total: true, ..Op::function("count(*") };
    COUNT = Op { total: true, ..Op::function("count(") };
    SUM = Op::function("sum(").nullable();
    AVG = Op::function("avg(").nullable();
    MIN = Op::function("min(").typed().nullable();
    MAX = Op::function("max(").typed().nullable();
    BOOL_AND = Op::function("bool_and(").nullable();
    BOOL_OR = Op::function("bool_or(").nullable();
    ARRAY_AGG = Op::function("array_agg(").nullable();
    STRING_AGG = Op::function("string_agg(").nullable();
}
