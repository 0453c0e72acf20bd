//! The same of values that PostgreSQL has from version 17 on.

use relvar::Interval;
use relvar::generated::types as pg;

crate::types::table! {
    endless: Interval, pg::INTERVAL, "interval", ["infinity", "-infinity"],
        vec![(Interval::INFINITY, "infinity".to_owned()), (Interval::NEG_INFINITY, "-infinity".to_owned())];
}
