//! SeaORM.

use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr, EntityTrait,
    LoaderTrait, QueryFilter, TransactionTrait,
};

use super::{Contender, Keys, Outcome, new_labels, new_users};
use crate::Workload;

mod user {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "users")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
        pub hair_color: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(has_many = "super::post::Entity")]
        Post,
    }

    impl Related<super::post::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Post.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod post {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "posts")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub user_id: i32,
        pub title: String,
        pub body: Option<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(belongs_to = "super::user::Entity", from = "Column::UserId", to = "super::user::Column::Id")]
        User,
        #[sea_orm(has_many = "super::comment::Entity")]
        Comment,
    }

    impl Related<super::user::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::User.def()
        }
    }

    impl Related<super::comment::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Comment.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod comment {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "comments")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub post_id: i32,
        pub text: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(belongs_to = "super::post::Entity", from = "Column::PostId", to = "super::post::Column::Id")]
        Post,
    }

    impl Related<super::post::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Post.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod label {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "labels")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        pub tags: Vec<String>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "items")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i32,
        pub name: String,
        pub category: i32,
        #[sea_orm(column_type = "Double")]
        pub price: f64,
        pub stock: i64,
        pub active: bool,
        pub note: Option<String>,
        pub created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(super) struct SeaOrm {
    db: DatabaseConnection,
    keys: Keys,
}

impl SeaOrm {
    pub(super) async fn connect(url: &str) -> Result<Self, DbErr> {
        let mut options = ConnectOptions::new(url);
        options.max_connections(1).test_before_acquire(false).sqlx_logging(false);
        Ok(Self { db: Database::connect(options).await?, keys: Keys::default() })
    }

    async fn work(&mut self, workload: Workload) -> Result<Option<usize>, DbErr> {
        let Self { db, keys } = self;
        Ok(Some(match workload {
            Workload::Lookup => usize::from(item::Entity::find_by_id(keys.next()).one(db).await?.is_some()),
            Workload::LookupsAtOnce => {
                // One connection does one thing at a time.
                let mut found = 0;
                for _ in 0..64 {
                    found += usize::from(item::Entity::find_by_id(keys.next()).one(db).await?.is_some());
                }
                found
            }
            Workload::Trivial(_) => user::Entity::find().all(db).await?.len(),
            Workload::LeftJoin(_) => {
                let black = user::Entity::find().filter(user::Column::HairColor.eq("black"));
                black.find_also_related(post::Entity).all(db).await?.len()
            }
            Workload::Insert(rows) => insert(db, rows).await?,
            Workload::Tree => {
                let users = user::Entity::find().all(db).await?;
                let posts: Vec<Vec<post::Model>> = users.load_many(post::Entity, db).await?;
                let mut read = users.len();
                let mut tree = Vec::with_capacity(users.len());
                let flat: Vec<post::Model> = posts.iter().flatten().cloned().collect();
                let mut comments = flat.load_many(comment::Entity, db).await?.into_iter();
                for (user, posts) in users.into_iter().zip(posts) {
                    let posts: Vec<(post::Model, Vec<comment::Model>)> =
                        posts.into_iter().map(|post| (post, comments.next().unwrap_or_default())).collect();
                    read += posts.iter().map(|(_, comments)| 1 + comments.len()).sum::<usize>();
                    tree.push((user, posts));
                }
                drop(tree);
                read
            }
            Workload::LargeTree => {
                let users = user::Entity::find().all(db).await?;
                let posts: Vec<Vec<post::Model>> = users.load_many(post::Entity, db).await?;
                let tree: Vec<(user::Model, Vec<post::Model>)> = users.into_iter().zip(posts).collect();
                tree.iter().map(|(_, posts)| 1 + posts.len()).sum()
            }
            Workload::BulkInsert => {
                let transaction = db.begin().await?;
                let mut written = 0;
                for _ in 0..100 {
                    written += insert(&transaction, 1_000).await?;
                }
                transaction.commit().await?;
                written
            }
            Workload::BulkValues => {
                let transaction = db.begin().await?;
                let mut written = 0;
                let mut rows = new_labels(100_000).map(|(name, tags)| label::ActiveModel {
                    name: ActiveValue::Set(name),
                    tags: ActiveValue::Set(tags),
                });
                for _ in 0..100 {
                    let chunk = rows.by_ref().take(1_000).collect::<Vec<_>>();
                    written += label::Entity::insert_many(chunk).exec_without_returning(&transaction).await?;
                }
                transaction.commit().await?;
                usize::try_from(written).unwrap_or(usize::MAX)
            }
            Workload::BulkCopy => return Ok(None),
        }))
    }
}

async fn insert(db: &impl ConnectionTrait, rows: usize) -> Result<usize, DbErr> {
    let users = new_users(rows).map(|(name, hair_color)| user::ActiveModel {
        id: ActiveValue::NotSet,
        name: ActiveValue::Set(name),
        hair_color: ActiveValue::Set(hair_color),
    });
    let written = user::Entity::insert_many(users).exec_without_returning(db).await?;
    Ok(usize::try_from(written).unwrap_or(usize::MAX))
}

impl Contender for SeaOrm {
    fn name(&self) -> &'static str {
        "SeaORM 2.0"
    }

    fn run(&mut self, workload: Workload) -> BoxFuture<'_, Outcome> {
        Box::pin(async move { Ok(self.work(workload).await?) })
    }
}
