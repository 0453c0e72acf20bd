use relvar::codec::Value;

#[derive(Clone, Debug, Value)]
struct Money {
    amount: i64,
    currency: String,
}

fn main() {}
