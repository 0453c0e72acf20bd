//! diesel, over libpq and asynchronous: the tables and rows of both.

#[cfg(feature = "diesel-async")]
mod asynchronous;
#[cfg(feature = "diesel")]
mod synchronous;

#[cfg(feature = "diesel-async")]
pub(super) use asynchronous::DieselAsync;
use diesel::prelude::*;
#[cfg(feature = "diesel")]
pub(super) use synchronous::Diesel;

use super::{new_labels, new_users};

type Error = Box<dyn std::error::Error + Send + Sync>;

diesel::table! {
    users (id) { id -> Int4, name -> Text, hair_color -> Nullable<Text>, }
}
diesel::table! {
    posts (id) { id -> Int4, user_id -> Int4, title -> Text, body -> Nullable<Text>, }
}
diesel::table! {
    comments (id) { id -> Int4, post_id -> Int4, text -> Text, }
}
diesel::table! {
    labels (name) { name -> Text, tags -> Array<Text>, }
}
diesel::table! {
    items (id) {
        id -> Int4, name -> Text, category -> Int4, price -> Float8, stock -> Int8, active -> Bool,
        note -> Nullable<Text>, created -> Timestamptz,
    }
}
diesel::joinable!(posts -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments);

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::pg::Pg))]
#[expect(dead_code, reason = "read and dropped")]
struct User {
    id: i32,
    name: String,
    hair_color: Option<String>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User), check_for_backend(diesel::pg::Pg))]
#[expect(dead_code, reason = "read and dropped")]
struct Post {
    id: i32,
    user_id: i32,
    title: String,
    body: Option<String>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = comments, belongs_to(Post), check_for_backend(diesel::pg::Pg))]
#[expect(dead_code, reason = "read and dropped")]
struct Comment {
    id: i32,
    post_id: i32,
    text: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = items, check_for_backend(diesel::pg::Pg))]
#[expect(dead_code, reason = "read and dropped")]
struct Item {
    id: i32,
    name: String,
    category: i32,
    price: f64,
    stock: i64,
    active: bool,
    note: Option<String>,
    created: chrono::DateTime<chrono::Utc>,
}

// All columns are given: a statement that may say `DEFAULT` is not prepared once, and cannot be `COPY`.
#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
struct NewUser {
    name: String,
    hair_color: Option<String>,
}

#[derive(Insertable)]
#[diesel(table_name = labels)]
struct NewLabel {
    name: String,
    tags: Vec<String>,
}

/// One new user, or as many as are wanted.
fn users_to_insert(rows: usize) -> impl Iterator<Item = NewUser> {
    new_users(rows).map(|(name, hair_color)| NewUser { name, hair_color })
}

/// New labels.
fn labels_to_insert(rows: usize) -> impl Iterator<Item = NewLabel> {
    new_labels(rows).map(|(name, tags)| NewLabel { name, tags })
}

/// The number of rows of a tree.
fn rows_of(tree: &[(User, Vec<(Post, Vec<Comment>)>)]) -> usize {
    tree.iter().map(|(_, posts)| 1 + posts.iter().map(|(_, comments)| 1 + comments.len()).sum::<usize>()).sum()
}
