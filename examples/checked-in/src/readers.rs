//! What this program adds to the models: traits of its own, on rows and on sets of them.
//!
//! The generated files stay as they are; `relvar generate` neither reads nor writes this one.

use library_models::{
    prelude::*,
    public::{Book, Loan, Reader},
};

/// What a reader is asked.
pub(crate) trait ReaderExt {
    /// The books they have at home.
    fn at_home(&self) -> Query<Book>;
}

impl ReaderExt for Reader {
    fn at_home(&self) -> Query<Book> {
        (self.loan() & Loan::filter(Loan::RETURNED_ON.is_null())).book()
    }
}

/// What a set of books is narrowed to.
pub(crate) trait BookSet {
    /// Those of a century.
    fn of_century(self, century: i32) -> Query<Book>;
}

impl BookSet for Query<Book> {
    fn of_century(self, century: i32) -> Query<Book> {
        let first = (century - 1) * 100 + 1;
        self & Book::filter(Book::YEAR.ge(first) & Book::YEAR.lt(first + 100))
    }
}
