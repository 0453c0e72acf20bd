//! All mistakes are shown at once.

use relvar::codec::Value;

#[derive(Clone, Copy, Debug, PartialEq, Value)]
#[value(sql_type = 3, rename_all = "snake_case", rename_all = "lowercase")]
enum Mood {
    Happy,
    #[value(label = "happy")]
    Glad,
    Sad(u8),
}

#[derive(Clone, Debug, PartialEq, Value)]
#[value(label = "x", sql_type)]
struct Wrapper<T>(T);

fn main() {}
