//! wtx.

use futures_util::future::BoxFuture;
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::config::Host;
use wtx::calendar::{DateTime, Utc};
use wtx::collection::Vector;
use wtx::database::client::postgres::{Config, ExecutorBuffer, PostgresExecutor, PostgresRecord, PostgresRecords};
use wtx::database::{Executor as _, Record as _, Records as _};
use wtx::misc::{Either, UriRef};
use wtx::rng::{ChaCha20, CryptoSeedableRng as _};
use wtx::stream::Stream;

use super::{Contender, Keys, Outcome, new_labels, new_users, stitch};
use crate::Workload;

type Error = Box<dyn std::error::Error + Send + Sync>;
type Record<'r> = PostgresRecord<'r, wtx::Error>;

#[expect(dead_code, reason = "read and dropped")]
struct User {
    id: i32,
    name: String,
    hair_color: Option<String>,
}

#[expect(dead_code, reason = "read and dropped")]
struct Post {
    id: i32,
    user_id: i32,
    title: String,
    body: Option<String>,
}

#[expect(dead_code, reason = "read and dropped")]
struct Comment {
    id: i32,
    post_id: i32,
    text: String,
}

#[expect(dead_code, reason = "read and dropped")]
struct Item {
    id: i32,
    name: String,
    category: i32,
    price: f64,
    stock: i64,
    active: bool,
    note: Option<String>,
    created: DateTime<Utc>,
}

/// Over a stream that is the same for all of its life.
pub(super) struct Wtx<S> {
    executor: PostgresExecutor<wtx::Error, ExecutorBuffer, S>,
    statements: Statements,
    keys: Keys,
}

/// Statements that are prepared, by their numbers.
struct Statements {
    item: u64,
    users: u64,
    left_join: u64,
    posts: u64,
    comments: u64,
    insert_one: u64,
    insert_many: u64,
    insert_labels: u64,
}

/// How many statements a batch takes.
const BATCH: usize = 4;

/// Connects over the socket or the address that a URL names.
pub(super) async fn connect(url: &str) -> Result<Box<dyn Contender>, Error> {
    let config: tokio_postgres::Config = url.parse()?;
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let password = String::from_utf8_lossy(config.get_password().unwrap_or_default());
    let (user, database) = (config.get_user().unwrap_or("postgres"), config.get_dbname().unwrap_or("postgres"));
    // It knows none of libpq's parameters.
    let uri = format!("postgres://{user}:{password}@localhost/{database}");
    Ok(match config.get_hosts().first() {
        Some(Host::Unix(folder)) => {
            let socket = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).await?;
            Box::new(Wtx::open(&uri, socket).await?)
        }
        Some(Host::Tcp(host)) => {
            let stream = TcpStream::connect((host.as_str(), port)).await?;
            stream.set_nodelay(true)?;
            Box::new(Wtx::open(&uri, stream).await?)
        }
        None => return Err("the URL names no host".into()),
    })
}

impl<S: Stream> Wtx<S> {
    async fn open(uri: &str, stream: S) -> Result<Self, Error> {
        let mut rng = ChaCha20::from_getrandom()?;
        // A batch that outgrows the buffer is sent broken.
        let buffer = ExecutorBuffer::with_capacity((32, 4 << 20, 1024, 32), usize::MAX, &mut rng)?;
        let uri = UriRef::new(uri);
        let mut executor = PostgresExecutor::connect(&Config::from_uri(&uri)?, buffer, &mut rng, stream).await?;
        let values: Vec<String> = (0..1_000).map(|row| format!("(${}, ${})", 2 * row + 1, 2 * row + 2)).collect();
        let statements = Statements {
            item: executor
                .prepare("select id, name, category, price, stock, active, note, created from items where id = $1")
                .await?,
            users: executor.prepare("select id, name, hair_color from users").await?,
            left_join: executor
                .prepare(
                    "select u.id, u.name, u.hair_color, p.id, p.user_id, p.title, p.body
                     from users u left join posts p on p.user_id = u.id where u.hair_color = $1",
                )
                .await?,
            posts: executor.prepare("select id, user_id, title, body from posts").await?,
            comments: executor.prepare("select id, post_id, text from comments").await?,
            insert_one: executor.prepare("insert into users (name, hair_color) values ($1, $2)").await?,
            insert_many: executor
                .prepare("insert into users (name, hair_color) select * from unnest($1::text[], $2::text[])")
                .await?,
            insert_labels: executor
                .prepare(&format!("insert into labels (name, tags) values {}", values.join(", ")))
                .await?,
        };
        Ok(Self { executor, statements, keys: Keys::default() })
    }

    async fn work(&mut self, workload: Workload) -> Result<Option<usize>, wtx::Error> {
        let Self { executor, statements, keys } = self;
        Ok(Some(match workload {
            Workload::Lookup => {
                let record = executor.execute_stmt_single(statements.item, (keys.next(),)).await?;
                usize::from(item(&record)?.id > 0)
            }
            Workload::LookupsAtOnce => {
                let mut items = Vec::with_capacity(64);
                for _ in 0..64 / BATCH {
                    let mut found: Vector<PostgresRecords<'_, wtx::Error>> = Vector::new();
                    let mut batch = executor.batch();
                    for _ in 0..BATCH {
                        batch.stmt(statements.item, (keys.next(),))?;
                    }
                    batch.flush(&mut found, |_| Ok(())).await?;
                    for records in found.iter() {
                        for record in records.iter() {
                            items.push(item(&record)?);
                        }
                    }
                }
                items.len()
            }
            Workload::Trivial(_) => {
                let mut users = Vec::new();
                let read = |record: Record<'_>| {
                    users.push(user(&record)?);
                    Ok(())
                };
                executor.execute_stmt_many(statements.users, (), read).await?;
                users.len()
            }
            Workload::LeftJoin(_) => {
                let mut pairs: Vec<(User, Option<Post>)> = Vec::new();
                let read = |record: Record<'_>| {
                    let post = match record.decode_opt::<_, i32>(3)? {
                        Some(_) => Some(post(&record, 3)?),
                        None => None,
                    };
                    pairs.push((user(&record)?, post));
                    Ok(())
                };
                executor.execute_stmt_many(statements.left_join, ("black",), read).await?;
                pairs.len()
            }
            Workload::Insert(1) => {
                for (name, hair_color) in new_users(1) {
                    executor.execute_stmt_none(statements.insert_one, (name, hair_color)).await?;
                }
                1
            }
            Workload::Insert(rows) => {
                let (names, colors): (Vec<String>, Vec<Option<String>>) = new_users(rows).unzip();
                executor.execute_stmt_none(statements.insert_many, (names, colors)).await?;
                // It does not tell how many rows a statement wrote: one that fails is an error.
                rows
            }
            Workload::Tree => {
                let (mut users, mut posts, mut comments) = (Vec::new(), Vec::new(), Vec::new());
                let mut found: Vector<PostgresRecords<'_, wtx::Error>> = Vector::new();
                let mut batch = executor.batch();
                batch.stmt(statements.users, ())?;
                batch.stmt(statements.posts, ())?;
                batch.stmt(statements.comments, ())?;
                batch.flush(&mut found, |_| Ok(())).await?;
                for (level, records) in found.iter().enumerate() {
                    for record in records.iter() {
                        match level {
                            0 => users.push(user(&record)?),
                            1 => posts.push(post(&record, 0)?),
                            _ => comments.push(comment(&record)?),
                        }
                    }
                }
                let posts = stitch(posts, comments, |post| post.id, |comment| comment.post_id);
                let tree = stitch(users, posts, |user| user.id, |(post, _)| post.user_id);
                tree.iter()
                    .map(|(_, posts)| 1 + posts.iter().map(|(_, comments)| 1 + comments.len()).sum::<usize>())
                    .sum()
            }
            Workload::LargeTree => {
                let (mut users, mut posts) = (Vec::new(), Vec::new());
                let mut found: Vector<PostgresRecords<'_, wtx::Error>> = Vector::new();
                let mut batch = executor.batch();
                batch.stmt(statements.users, ())?;
                batch.stmt(statements.posts, ())?;
                batch.flush(&mut found, |_| Ok(())).await?;
                for (level, records) in found.iter().enumerate() {
                    for record in records.iter() {
                        match level {
                            0 => users.push(user(&record)?),
                            _ => posts.push(post(&record, 0)?),
                        }
                    }
                }
                let tree = stitch(users, posts, |user| user.id, |post| post.user_id);
                tree.iter().map(|(_, posts)| 1 + posts.len()).sum()
            }
            // It has no `COPY`.
            Workload::BulkCopy => return Ok(None),
            Workload::BulkInsert => {
                executor.execute_ignored("begin").await?;
                let mut users = new_users(100_000);
                for _ in 0..100 / BATCH {
                    let mut batch = executor.batch();
                    for _ in 0..BATCH {
                        let (names, colors): (Vec<String>, Vec<Option<String>>) = users.by_ref().take(1_000).unzip();
                        batch.stmt(statements.insert_many, (names, colors))?;
                    }
                    batch.flush(&mut (), |_| Ok(())).await?;
                }
                executor.execute_ignored("commit").await?;
                100_000
            }
            Workload::BulkValues => {
                executor.execute_ignored("begin").await?;
                let mut labels = new_labels(100_000);
                for _ in 0..100 / BATCH {
                    let mut batch = executor.batch();
                    for _ in 0..BATCH {
                        let values: Vec<Either<String, Vec<String>>> = labels
                            .by_ref()
                            .take(1_000)
                            .flat_map(|(name, tags)| [Either::Left(name), Either::Right(tags)])
                            .collect();
                        batch.stmt(statements.insert_labels, &*values)?;
                    }
                    batch.flush(&mut (), |_| Ok(())).await?;
                }
                executor.execute_ignored("commit").await?;
                100_000
            }
        }))
    }
}

macro_rules! contender {
    ($($stream:ty),*) => {
        $(
            impl Contender for Wtx<$stream> {
                fn name(&self) -> &'static str {
                    "wtx 0.46"
                }

                fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome> {
                    Box::pin(async move { Ok(self.work(workload).await?) })
                }
            }
        )*
    };
}

// Not for every stream: that its futures can be sent between threads is known of these.
contender!(UnixStream, TcpStream);

fn item(record: &Record<'_>) -> Result<Item, wtx::Error> {
    Ok(Item {
        id: record.decode(0)?,
        name: record.decode(1)?,
        category: record.decode(2)?,
        price: record.decode(3)?,
        stock: record.decode(4)?,
        active: record.decode(5)?,
        note: record.decode_opt(6)?,
        created: record.decode(7)?,
    })
}

fn user(record: &Record<'_>) -> Result<User, wtx::Error> {
    Ok(User { id: record.decode(0)?, name: record.decode(1)?, hair_color: record.decode_opt(2)? })
}

fn post(record: &Record<'_>, from: usize) -> Result<Post, wtx::Error> {
    Ok(Post {
        id: record.decode(from)?,
        user_id: record.decode(from + 1)?,
        title: record.decode(from + 2)?,
        body: record.decode_opt(from + 3)?,
    })
}

fn comment(record: &Record<'_>) -> Result<Comment, wtx::Error> {
    Ok(Comment { id: record.decode(0)?, post_id: record.decode(1)?, text: record.decode(2)? })
}
