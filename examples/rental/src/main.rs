//! A tour of generated models over the film rental shop; `DATABASE_URL` names the database.
#![expect(clippy::default_trait_access, clippy::type_complexity, reason = "written as a reader would")]

mod models;

use std::{env, error::Error};

use models::{
    prelude::*,
    public::{
        Actor, Customer, Film, Language, LanguageConstraint, MpaaRating, NewFilm, NewFilmOptional, NewLanguage, Rental,
        functions,
    },
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = env::var("DATABASE_URL").map_err(|_| "set DATABASE_URL to a database with examples/rental/schema.sql")?;
    let db = Db::connect(&url).await?;

    // A query is a set: nothing runs before it is awaited, and it can be counted, read, combined and followed.
    let long = Film::filter(Film::LENGTH.gt(120) & Film::RATING.eq(MpaaRating::Pg13));
    say(&format!("{} long films rated PG-13", long.clone().count(&db).await?));
    for film in long.clone().order_by(Film::TITLE.asc()).limit(10).all(&db).await? {
        say(&format!("  {} ({} min)", film.title, film.length.unwrap_or_default()));
    }

    // Follow a key from a set: one statement, and no actor twice.
    say("Their cast:");
    for actor in long.clone().actor().order_by(Actor::LAST_NAME.asc()).all(&db).await? {
        say(&format!("  {} {}", actor.first_name, actor.last_name));
    }

    // Follow a key from a row.
    let film = Film::find(4).one(&db).await?;
    let language = film.language().one(&db).await?;
    let original = film.original_language().optional(&db).await?;
    let original = original.map_or("never dubbed".to_owned(), |l| format!("shot in {}", l.name));
    say(&format!("{} is in {}, {original}", film.title, language.name));

    // Sets of one relation combine, whatever they came from.
    let dubbed = Film::filter(Film::ORIGINAL_LANGUAGE.has(Language::NAME.ne("English")));
    let both = (long | dubbed) - Film::filter(Film::LANGUAGE.has(Language::NAME.eq("Italian")));
    say(&format!("{} long or dubbed films, without the Italian ones", both.count(&db).await?));

    // Trees: typed by the cardinality of the keys, one statement for each level.
    let tree: Vec<(Language, Vec<(Film, Vec<Actor>)>)> =
        Language::query().order_by(Language::NAME.asc()).with(Language::FILM.with(Film::ACTOR)).all(&db).await?;
    for (language, films) in tree {
        let parts: usize = films.iter().map(|(_, actors)| actors.len()).sum();
        say(&format!("{}: {} films, {parts} parts", language.name, films.len()));
    }

    // A function that returns films is a set of films.
    let in_stock = functions::films_in_stock(2) & Film::filter(Film::LENGTH.lt(110));
    say(&format!("{} short films in stock at store 2", in_stock.count(&db).await?));

    // Keys lead anywhere: who brought along someone with a film that is still out?
    let out = Customer::filter(Customer::RENTAL.any(Rental::RETURNED_AT.is_null()));
    for customer in out.referred_by().order_by(Customer::EMAIL.asc()).all(&db).await? {
        say(&format!("ask {} about the late ones", customer.email));
    }

    // What has no default is required by the type; the rest may be left out.
    let new = NewFilm {
        title: "Sequel to Kites".to_owned(),
        language_id: 3,
        optional: NewFilmOptional { length: Some(91), ..Default::default() },
    };
    let film = Film::insert(new).returning(&db).await?;
    let changed = Film::find(film.film_id).update().set(Film::LENGTH, Film::LENGTH + 5).execute(&db).await?;
    let film = Film::find(film.film_id).one(&db).await?;
    say(&format!("{changed} changed: {} now runs {} min", film.title, film.length.unwrap_or_default()));
    say(&format!("{} deleted", Film::find(film.film_id).delete(&db).await?));

    // A violated constraint has a name to match on.
    let twice = NewLanguage { name: "English".to_owned(), optional: Default::default() };
    let error = Language::insert(twice).execute(&db).await.err();
    if let Some(LanguageConstraint::NameKey) = error.and_then(|error| error.violates()) {
        say("English is there already");
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "printing is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
