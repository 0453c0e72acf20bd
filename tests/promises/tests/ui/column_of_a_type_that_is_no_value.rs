//! The note names the table of types and the derive, not what generated code implements.

use relvar::codec::Value;

struct Decimal;

fn main() {
    let _ = <Decimal as Value>::TYPE;
    relvar::sql("select $1").bind(Decimal);
}
