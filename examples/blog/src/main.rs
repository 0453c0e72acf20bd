//! Relations, trees and transactions over a blog; `DATABASE_URL` names the database.

#![expect(clippy::default_trait_access, reason = "the field says which type it is")]

mod models;

use std::{env, error::Error};

use models::{
    prelude::*,
    public::{
        Comment, NewComment, NewPerson, NewPost, NewPostOptional, NewPostTag, NewTag, Person, PersonConstraint, Post,
        PostStatus, PostTag, Tag,
    },
};
use relvar::Transaction;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL to a database with examples/blog/schema.sql")?;
    let db = Db::connect(&url).await?;
    relations(&db).await?;
    trees(&db).await?;
    transactions(&db).await?;
    Ok(())
}

/// Keys lead from rows and from sets; a chain of them is one statement.
async fn relations(db: &Db) -> Result<(), relvar::Error> {
    let ines = Person::find_by_handle("ines").one(db).await?;
    let published = Post::filter(Post::STATUS.eq(PostStatus::Published));

    // From a row; two keys lead from `post` to `person`, and each has a name.
    let hers = ines.post_by_author() & published.clone();
    let (published_by_her, edited) = (hers.count(db).await?, ines.post_by_editor().count(db).await?);
    say(&format!("{} published {published_by_her} posts and edited {edited}", ines.name));

    // From a set: whoever commented on what she published, but for herself.
    let readers = hers.comment().author() - Person::find(ines.person_id);
    for reader in readers.order_by(Person::NAME.asc()).all(db).await? {
        say(&format!("  read by {}", reader.name));
    }

    // Predicates and values across keys.
    let quiet = published.clone() & Post::filter(Post::COMMENT.none(Comment::PARENT.exists()));
    let titles = quiet.select((Post::TITLE, Post::AUTHOR.get(Person::NAME))).order_by(Post::TITLE.asc());
    for (title, author) in titles.all(db).await? {
        say(&format!("nobody was answered under `{title}` by {author}"));
    }

    // Sets of one relation combine, whatever they came from.
    let kitchen = Post::filter(Post::TAG.any(Tag::NAME.eq("kitchen")));
    let unedited = !Post::filter(Post::EDITOR.exists());
    say(&format!("{} posts are about kitchens or unedited", (kitchen | unedited).count(db).await?));

    // Grouped: keys and aggregates alone can appear.
    let by_status = Post::query().group_by(Post::STATUS).aggregate((count(), Post::PUBLISHED_AT.max())).order_by_keys();
    for (status, (posts, last)) in by_status.all(db).await? {
        say(&format!(
            "{status:?}: {posts}, last {}",
            last.map_or("never".to_owned(), |at| at.date_naive().to_string())
        ));
    }
    Ok(())
}

/// A post with its author, its editor, its tags, and comments with whoever wrote them and the threads they began.
type Page = (Post, Person, Option<Person>, Vec<Tag>, Vec<(Comment, (Person, Vec<Comment>))>);

/// Rows with what their keys lead to: typed by how many that can be, one statement for each level.
async fn trees(db: &Db) -> Result<(), relvar::Error> {
    let thread = Comment::AUTHOR.with(Person::COMMENT_BY_AUTHOR.filter(Comment::PARENT_ID.is_null()));
    let posts: Vec<Page> = Post::filter(Post::COMMENT.exists())
        .order_by(Post::PUBLISHED_AT.desc())
        .with(Post::AUTHOR)
        .with(Post::EDITOR)
        .with(Post::TAG.order_by(Tag::NAME.asc()))
        .with(Post::COMMENT.order_by(Comment::WRITTEN_AT.desc()).limit(2).with(thread))
        .all(db)
        .await?;
    for (post, author, editor, tags, comments) in posts {
        let editor = editor.map_or(String::new(), |editor| format!(", edited by {}", editor.name));
        let tags: Vec<_> = tags.into_iter().map(|tag| tag.name).collect();
        say(&format!("{} by {}{editor} [{}]", post.title, author.name, tags.join(", ")));
        for (comment, (reader, threads)) in comments {
            say(&format!("  {}: {} ({} threads begun)", reader.handle, comment.body, threads.len()));
        }
    }
    Ok(())
}

/// All of it or nothing; a transaction within one is a savepoint.
async fn transactions(db: &Db) -> Result<(), relvar::Error> {
    let post = db.transaction(async |tx| publish(tx, "mei", "Plums", &["kitchen", "garden", "plums"]).await).await?;
    let tags = post.tag().order_by(Tag::NAME.asc()).select(Tag::NAME).all(db).await?;
    say(&format!("published `{}` about {}", post.title, tags.join(", ")));

    let failed = db.transaction(async |tx| publish(tx, "nobody", "Unwritten", &["ghosts"]).await).await;
    say(&format!("not published: {}", failed.is_err_and(|error| error.is_not_found())));
    say(&format!("its tag is gone: {}", !Tag::find_by_name("ghosts").exists(db).await?));

    // What fails within is undone alone, and the rest goes on.
    let comment = db.transaction(async |tx| {
        let new = NewPerson { handle: "mei".into(), name: "Mei Sato".into(), optional: Default::default() };
        let person = match tx.transaction(async |inner| Person::insert(new).returning(inner).await).await {
            Err(error) if error.violates() == Some(PersonConstraint::HandleKey) => {
                Person::find_by_handle("mei").one(tx).await
            }
            other => other,
        }?;
        let (post_id, author_id) = (post.post_id, person.person_id);
        let new = NewComment { post_id, author_id, body: "I took six.".into(), optional: Default::default() };
        Comment::insert(new).returning(tx).await
    });
    let comment = comment.await?;
    say(&format!("{} said: {}", comment.author().one(db).await?.name, comment.body));
    Ok(())
}

/// A post, published at once, with tags of which some may be there already.
async fn publish(tx: &Transaction<'_>, handle: &str, title: &str, tags: &[&str]) -> Result<Post, relvar::Error> {
    let new = tags.iter().map(|&name| NewTag { name: name.to_owned(), optional: Default::default() });
    Tag::insert_many(new).or_ignore().execute(tx).await?;
    let author = Person::find_by_handle(handle).one(tx).await?;
    let status = NewPostOptional {
        status: Some(PostStatus::Published),
        published_at: Some(chrono::Utc::now()),
        ..Default::default()
    };
    let new = NewPost { author_id: author.person_id, title: title.into(), body: "…".into(), optional: status };
    let post = Post::insert(new).returning(tx).await?;
    let tags = Tag::filter(Tag::NAME.is_in(tags.iter().copied())).all(tx).await?;
    let new = tags.iter().map(|tag| NewPostTag { post_id: post.post_id, tag_id: tag.tag_id });
    PostTag::insert_many(new).execute(tx).await?;
    Ok(post)
}

#[expect(clippy::print_stdout, reason = "printing is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
