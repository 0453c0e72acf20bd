//! Where the messages of a server end.

/// Follows the messages in a stream that comes in pieces of any size.
#[derive(Default)]
pub(super) struct Frames {
    /// The type and the length of the message under way.
    head: [u8; 5],
    known: usize,
    /// How much of its body is still to come.
    missing: usize,
}

impl Frames {
    /// How many bytes of this piece reach to the end of the `count`-th message from here, if it ends in this piece;
    /// `count` is lowered by the messages that do.
    pub(super) fn end_of(&mut self, piece: &[u8], count: &mut u32) -> Option<usize> {
        let mut at = 0;
        while at < piece.len() {
            if self.known < self.head.len() {
                self.head[self.known] = piece[at];
                self.known += 1;
                at += 1;
                if self.known == self.head.len() {
                    let [_, length @ ..] = self.head;
                    self.missing = (u32::from_be_bytes(length) as usize).saturating_sub(4);
                }
            } else {
                let passed = self.missing.min(piece.len() - at);
                self.missing -= passed;
                at += passed;
            }
            if self.known == self.head.len() && self.missing == 0 {
                self.known = 0;
                *count = count.saturating_sub(1);
                if *count == 0 {
                    return Some(at);
                }
            }
        }
        None
    }
}

#[test]
fn messages_end_where_their_length_says() {
    let stream = [b"Z\0\0\0\x05I".as_slice(), b"1\0\0\0\x04", b"D\0\0\0\x08abcd", b"Z\0\0\0\x05T"].concat();
    for size in 1..=stream.len() {
        for (count, expected) in [(1, 6), (2, 11), (3, 20), (4, 26)] {
            let (mut frames, mut left, mut before) = (Frames::default(), count, 0);
            let found = stream.chunks(size).find_map(|piece| {
                let end = frames.end_of(piece, &mut left).map(|end| before + end);
                before += piece.len();
                end
            });
            assert_eq!(found, Some(expected), "{count} messages in pieces of {size}");
        }
    }
}
