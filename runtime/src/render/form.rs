//! The forms of a statement that give the same rows, and how one of them is chosen.

use std::cell::Cell;

/// How aggregates across keys, and limits for each row of a tree, are computed.
///
/// Every form gives the same rows. Tests ask for one of them; programs leave the choice to what is known of the schema.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// By what is known of the rows and the indexes.
    #[default]
    Chosen,
    /// For one row after the other.
    LookedUp,
    /// For all rows of the statement at once.
    Grouped,
    /// For all rows there are at once.
    Whole,
}

thread_local! {
    static FORM: Cell<Form> = const { Cell::new(Form::Chosen) };
}

impl Form {
    /// The form of the statements that this thread writes from now on.
    pub fn set(self) {
        FORM.set(self);
    }

    /// The form of the statements of this thread.
    pub(super) fn of_thread() -> Self {
        FORM.get()
    }

    /// Whether something is to be looked up for one row after the other, where that is the better choice or not.
    pub(super) fn looks_up(is_better: bool) -> bool {
        match FORM.get() {
            Self::Chosen => is_better,
            Self::LookedUp => true,
            Self::Grouped | Self::Whole => false,
        }
    }
}
