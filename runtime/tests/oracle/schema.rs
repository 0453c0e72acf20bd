//! The tables of the oracle: what is known of them by hand, and the models that the generator wrote of them.
//!
//! The models are a golden case of the generator, so that they are what a user's would be.

use relvar::{Key as Unique, Query, Table as Writable, ToMany, ToOne, ToOptional};

use crate::models::public::{
    Entry, Friendship, House, HouseTag, NewEntry, NewEntryOptional, NewFriendship, NewHouse, NewHouseOptional,
    NewHouseTag, NewPerson, NewPersonOptional, NewPlace, NewPlaceOptional, NewProfile, NewProfileOptional, NewTag,
    NewTagOptional, NewVisit, NewVisitOptional, Person, Place, Profile, Tag, Visit,
};
use crate::typed::{AnyColumn, Native};
use crate::value::{Ty, Val};

/// The statements that make the tables.
pub(crate) const DDL: &str = include_str!("../../../codegen/tests/cases/oracle/schema.sql");

/// A table, as the interpreter knows it.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [Fact],
    /// The columns that tell a row from all others: those of the primary key, where there is one.
    pub(crate) identity: &'static [usize],
    pub(crate) keys: &'static [Key],
}

/// A column.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) name: &'static str,
    pub(crate) ty: Ty,
    pub(crate) nullable: bool,
}

/// How many rows a key leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    One,
    Optional,
    /// The reverse of a one-to-one key.
    Reverse,
    Many,
}

/// Columns that are equal on both sides: here, there.
pub(crate) type Pairs = &'static [(usize, usize)];

/// A key, seen from one side.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) target: usize,
    pub(crate) near: Pairs,
    /// The association table, and the columns from there to the target.
    pub(crate) far: Option<(usize, Pairs)>,
}

impl Table {
    /// Whether it has a primary key, or only a unique one.
    pub(crate) fn has_primary_key(&self) -> bool {
        self.name != "entry"
    }
}

/// A model, and how it is made of values and read as them.
pub(crate) trait Model: Writable + Clone + PartialEq {
    /// Its place among [`TABLES`].
    const AT: usize;

    /// What finds one row, and what an insert conflicts with.
    const IDENTITY: Unique<Self>;

    /// A row of these values.
    fn of_values(values: &[Val]) -> Self;

    /// Its values.
    fn values(&self) -> Vec<Val>;

    /// A new row of these values.
    fn new(values: &[Val]) -> Self::New;

    /// The set of this row alone, found by its key.
    fn found(&self) -> Query<Self>;

    fn column(at: usize) -> AnyColumn<Self>;

    /// Gives a key to a visitor, with its types.
    fn key<V: KeyVisitor<Self>>(at: usize, visitor: V) -> V::Out;
}

/// What is done with a key whose type is not known beforehand.
pub(crate) trait KeyVisitor<R> {
    type Out;

    fn one<S: Model>(self, key: ToOne<R, S>) -> Self::Out;
    fn optional<S: Model>(self, key: ToOptional<R, S>) -> Self::Out;
    fn many<S: Model>(self, key: ToMany<R, S>) -> Self::Out;
}

/// What is done with a model whose type is not known beforehand.
pub(crate) trait TableVisitor {
    type Out;

    fn visit<R: Model>(self) -> Self::Out;
}

macro_rules! kind {
    (one) => {
        Kind::One
    };
    (optional) => {
        Kind::Optional
    };
    (reverse) => {
        Kind::Reverse
    };
    (many) => {
        Kind::Many
    };
}

macro_rules! visited {
    ($visitor:ident, one, $key:expr) => {
        $visitor.one($key)
    };
    ($visitor:ident, optional, $key:expr) => {
        $visitor.optional($key)
    };
    ($visitor:ident, reverse, $key:expr) => {
        $visitor.optional($key)
    };
    ($visitor:ident, many, $key:expr) => {
        $visitor.many($key)
    };
}

macro_rules! far {
    () => {
        None
    };
    ($association:ident $pairs:expr) => {
        Some((<$association as Model>::AT, &$pairs))
    };
}

macro_rules! models {
    ($(
        $at:literal $model:ident $name:literal by $identity:ident $by:tt $find:ident($($part:ident),*)
        { $($column:ident $field:ident $ty:ident $($null:ident)?),* }
        { $($key:ident $kind:ident $target:ident $near:expr $(, $association:ident $far:expr)?);* }
        $new:ident { $($required:ident),* } $($optional:ident { $($left_out:ident),* })?
    )*) => {
        /// Every table.
        pub(crate) static TABLES: &[Table] = &[$(
            Table {
                name: $name,
                columns: &[$(
                    Fact { name: stringify!($field), ty: Ty::$ty, nullable: !stringify!($($null)?).is_empty() }
                ),*],
                identity: &$by,
                keys: &[$(
                    Key {
                        name: stringify!($key),
                        kind: kind!($kind),
                        target: <$target as Model>::AT,
                        near: &$near,
                        far: far!($($association $far)?),
                    }
                ),*],
            }
        ),*];

        /// Calls a visitor with the model at this place.
        pub(crate) fn with_table<V: TableVisitor>(at: usize, visitor: V) -> V::Out {
            match at {
                $($at => visitor.visit::<$model>(),)*
                _ => panic!("no table {at}"),
            }
        }

        $(
            impl Model for $model {
                const AT: usize = $at;
                const IDENTITY: Unique<Self> = Self::$identity;

                fn of_values(values: &[Val]) -> Self {
                    let mut values = values.iter();
                    Self { $($field: Native::of_val(values.next().expect("a value for each column"))),* }
                }

                fn values(&self) -> Vec<Val> {
                    vec![$(Native::to_val(&self.$field)),*]
                }

                fn new(values: &[Val]) -> $new {
                    let row = Self::of_values(values);
                    $new { $($required: row.$required,)* $(optional: $optional { $($left_out: row.$left_out),* })? }
                }

                fn found(&self) -> Query<Self> {
                    Self::$find($(self.$part.clone()),*)
                }

                fn column(at: usize) -> AnyColumn<Self> {
                    vec![$(AnyColumn::from(Self::$column)),*].swap_remove(at)
                }

                fn key<V: KeyVisitor<Self>>(at: usize, visitor: V) -> V::Out {
                    let mut left = at;
                    $(
                        if left == 0 {
                            return visited!(visitor, $kind, Self::$key);
                        }
                        left = left.wrapping_sub(1);
                    )*
                    panic!("no key {at} ({left})")
                }
            }
        )*
    };
}

models! {
    0 Person "person" by PERSON_PKEY [0] find(id)
    {
        ID id Int, CODE code Text, BOSS_ID boss_id Int null, FRIEND_CODE friend_code Text null, AGE age Int null,
        SCORE score Big, MOOD mood Mood null, ACTIVE active Bool null
    }
    {
        BOSS optional Person [(2, 0)];
        PERSON_BY_BOSS many Person [(0, 2)];
        HOUSE_BY_OWNER many House [(0, 1)];
        FRIEND_CODE_REF optional Person [(3, 1)];
        PROFILE reverse Profile [(0, 0)];
        PLACE_VIA_VISIT many Place [(0, 0)], Visit [(1, 0), (2, 1)];
        VISIT many Visit [(0, 0)];
        HOUSE_BY_TENANT many House [(0, 2)];
        PERSON_BY_FRIEND_CODE many Person [(1, 3)];
        PERSON_VIA_FRIENDSHIP_BY_GIVER many Person [(0, 0)], Friendship [(1, 0)];
        PERSON_VIA_FRIENDSHIP_BY_TAKER many Person [(0, 1)], Friendship [(0, 0)];
        FRIENDSHIP_BY_GIVER many Friendship [(0, 0)];
        FRIENDSHIP_BY_TAKER many Friendship [(0, 1)];
        ENTRY many Entry [(0, 1)]
    }
    NewPerson { id, code, score } NewPersonOptional { boss_id, friend_code, age, mood, active }

    1 Place "place" by PLACE_PKEY [0, 1] find(country, number)
    {
        COUNTRY country Text, NUMBER number Int, OUTER_COUNTRY outer_country Text null,
        OUTER_NUMBER outer_number Int null, SIZE size Int null, OPEN open Bool
    }
    {
        PLACE optional Place [(2, 0), (3, 1)];
        HOUSE many House [(0, 3), (1, 4)];
        PLACE_BY_PLACE many Place [(0, 2), (1, 3)];
        PERSON_VIA_VISIT many Person [(0, 1), (1, 2)], Visit [(0, 0)];
        VISIT many Visit [(0, 1), (1, 2)]
    }
    NewPlace { country, number, open } NewPlaceOptional { outer_country, outer_number, size }

    2 House "house" by HOUSE_PKEY [0] find(id)
    {
        ID id Big, OWNER_ID owner_id Int, TENANT_ID tenant_id Int null, COUNTRY country Text null,
        NUMBER number Int null, ROOMS rooms Int null, RENT rent Big null, MOOD mood Mood
    }
    {
        OWNER one Person [(1, 0)];
        TENANT optional Person [(2, 0)];
        PLACE optional Place [(3, 0), (4, 1)];
        TAG many Tag [(0, 0)], HouseTag [(1, 0)];
        HOUSE_TAG many HouseTag [(0, 0)];
        ENTRY many Entry [(0, 2)]
    }
    NewHouse { id, owner_id, mood } NewHouseOptional { tenant_id, country, number, rooms, rent }

    3 Visit "visit" by VISIT_PKEY [0, 1, 2] find(person_id, country, number)
    {
        PERSON_ID person_id Int, COUNTRY country Text, NUMBER number Int, COST cost Int null, NOTE note Text null
    }
    { PERSON one Person [(0, 0)]; PLACE one Place [(1, 0), (2, 1)] }
    NewVisit { person_id, country, number } NewVisitOptional { cost, note }

    4 Tag "tag" by TAG_PKEY [0] find(name)
    { NAME name Text, KIND kind Mood null }
    { HOUSE many House [(0, 1)], HouseTag [(0, 0)]; HOUSE_TAG_BY_TAG_NAME many HouseTag [(0, 1)] }
    NewTag { name } NewTagOptional { kind }

    5 HouseTag "house_tag" by HOUSE_TAG_PKEY [0, 1] find(house_id, tag_name)
    { HOUSE_ID house_id Big, TAG_NAME tag_name Text }
    { HOUSE one House [(0, 0)]; TAG_NAME_REF one Tag [(1, 0)] }
    NewHouseTag { house_id, tag_name }

    6 Friendship "friendship" by FRIENDSHIP_PKEY [0, 1] find(giver_id, taker_id)
    { GIVER_ID giver_id Int, TAKER_ID taker_id Int, SINCE since Int }
    { GIVER one Person [(0, 0)]; TAKER one Person [(1, 0)] }
    NewFriendship { giver_id, taker_id, since }

    7 Profile "profile" by PROFILE_PKEY [0] find(person_id)
    { PERSON_ID person_id Int, BIO bio Text null, POINTS points Int, HIDDEN hidden Bool }
    { PERSON one Person [(0, 0)] }
    NewProfile { person_id, points, hidden } NewProfileOptional { bio }

    8 Entry "entry" by ENTRY_NUMBER_KEY [0] find_by_number(number)
    {
        NUMBER number Int, PERSON_ID person_id Int null, HOUSE_ID house_id Big null, AMOUNT amount Int null,
        TEXT text Text null
    }
    { PERSON optional Person [(1, 0)]; HOUSE optional House [(2, 0)] }
    NewEntry { number } NewEntryOptional { person_id, house_id, amount, text }
}
