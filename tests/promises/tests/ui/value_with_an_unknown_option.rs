use relvar::codec::Value;

#[derive(Clone, Copy, Debug, PartialEq, Value)]
#[value(rename_all = "snakecase")]
enum Mood {
    Happy,
    #[value(name = "sad")]
    Sad,
}

fn main() {}
