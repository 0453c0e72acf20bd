//! Who administers this GitLab, and which projects did a user create?
//!
//! `gitlab [USERNAME]`, with `DATABASE_URL` naming the database.

mod models;

use std::{env, error::Error};

use models::{
    prelude::*,
    public::{Project, User},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL to a GitLab database")?;
    let username = env::args().nth(1).unwrap_or_else(|| "alice".to_owned());
    let db = Db::connect(&url).await?;

    println!("Administrators:");
    let admins = User::filter(User::ADMIN.eq(true)).order_by(User::NAME.asc());
    for name in admins.select(User::NAME).all(&db).await? {
        println!("  • {}", name.as_deref().unwrap_or("(no name)"));
    }

    let user = User::filter(User::USERNAME.eq(username.as_str())).optional(&db).await?;
    let Some(user) = user else {
        return Err(format!("user `{username}` not found").into());
    };

    // A foreign key, followed from one row: a set of projects, counted and listed without loading it twice.
    let projects = user.projects_by_creator();
    let count = projects.count(&db).await?;
    if count == 0 {
        println!("User '{username}' has no projects");
        return Ok(());
    }
    println!("Projects created by '{username}' ({count} total):");
    for project in projects.order_by(Project::CREATED_AT.desc()).all(&db).await? {
        let created = project.created_at.map_or("unknown".to_owned(), |at| at.to_string());
        println!("  • {} (created: {created})", project.name.as_deref().unwrap_or("(no name)"));
    }

    // The same key, followed from a set: one statement, however many administrators there are.
    let by_admins = User::filter(User::ADMIN.eq(true)).projects_by_creator();
    println!("Projects created by administrators: {}", by_admins.count(&db).await?);
    Ok(())
}
