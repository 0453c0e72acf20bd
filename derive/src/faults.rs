//! Everything that is wrong with a type, so that the compiler shows all of it at once.

use proc_macro2::TokenStream;
use syn::{Error, Result};

/// The errors that were found so far.
#[derive(Default)]
pub(crate) struct Faults(Option<Error>);

impl Faults {
    pub(crate) fn add(&mut self, error: Error) {
        match &mut self.0 {
            Some(all) => all.combine(error),
            none => *none = Some(error),
        }
    }

    /// The value, or nothing if it is an error, which is kept.
    pub(crate) fn keep<T>(&mut self, result: Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// What was made, unless something is wrong.
    pub(crate) fn finish(self, made: TokenStream) -> TokenStream {
        self.0.map_or(made, Error::into_compile_error)
    }
}
