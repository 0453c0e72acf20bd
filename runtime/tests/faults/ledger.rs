//! What callers were told of their writes, and whether it is true.

use std::collections::BTreeMap;

use relvar::Error;

use crate::witness::Witness;

/// What a caller knows of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Done,
    NotDone,
    /// It happened as a whole or not at all.
    Unknown,
}

impl Fate {
    /// That of a statement that came to an end, or of one that was dropped.
    pub(crate) fn of_statement(result: Option<&Result<(), Error>>) -> Self {
        match result {
            Some(Ok(())) => Self::Done,
            // The server refused, or was never reached.
            Some(Err(error)) if !error.is_closed() && !error.is_timeout() => Self::NotDone,
            Some(Err(_)) | None => Self::Unknown,
        }
    }

    /// That of a transaction: its error says whether it may have been committed.
    pub(crate) fn of_transaction(result: Option<&Result<(), Error>>) -> Self {
        match result {
            Some(Ok(())) => Self::Done,
            Some(Err(error)) if !error.is_outcome_unknown() => Self::NotDone,
            Some(Err(_)) | None => Self::Unknown,
        }
    }
}

/// What became of each token, by what its writer was told.
#[derive(Debug, Default)]
pub(crate) struct Ledger(BTreeMap<i64, (i64, Fate)>);

impl Ledger {
    /// Notes a write of so many parts.
    pub(crate) fn note(&mut self, token: i64, parts: i64, fate: Fate) {
        assert!(self.0.insert(token, (parts, fate)).is_none(), "a token is written once");
    }

    pub(crate) fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    pub(crate) fn count(&self, fate: Fate) -> usize {
        self.0.values().filter(|(_, known)| *known == fate).count()
    }

    /// Compares with what is there.
    pub(crate) async fn check(&self, witness: &Witness) {
        let there: BTreeMap<i64, [i64; 3]> = witness.tokens().await.into_iter().collect();
        for (token, [rows, different, _]) in &there {
            assert!(self.0.contains_key(token), "nobody wrote {token}");
            assert_eq!(rows, different, "{token} was written twice");
        }
        for (token, (parts, fate)) in &self.0 {
            let [rows, _, whole] = there.get(token).copied().unwrap_or_default();
            match fate {
                Fate::Done => assert_eq!(whole, *parts, "{token} was acknowledged and is not there"),
                Fate::NotDone => assert_eq!(rows, 0, "{token} failed and is there"),
                Fate::Unknown => assert!(
                    rows == 0 || (*parts > 0 && whole == *parts),
                    "{token} is there in part: {whole} of {parts}, and {rows} rows"
                ),
            }
        }
    }
}
