relvar::generated::contract!("0.0");

fn main() {}
