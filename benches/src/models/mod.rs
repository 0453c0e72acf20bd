//! The models of the benchmark's tables, as relvar generates them.

#![allow(dead_code, missing_docs, reason = "as generated: not all of it is used")]

mod comment;
mod item;
mod label;
mod post;
mod user;

pub use comment::Comment;
pub use item::Item;
pub use label::{Label, NewLabel};
pub use post::Post;
pub use user::{NewUser, NewUserOptional, User};
