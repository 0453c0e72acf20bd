-- The tables of the runtime's oracle (`runtime/tests/oracle`): every shape of key that a navigation can have.

-- not in the order of its letters
create type mood as enum ('wild', 'calm', 'sad');

-- keys to itself: to the primary key, and to a unique column
create table person (
    id integer primary key,
    code text not null unique,
    boss_id integer references person,
    friend_code text references person (code),
    age integer,
    score bigint not null,
    mood mood,
    active boolean
);
create index person_boss_idx on person (boss_id);

-- a composite primary key; a composite key to itself, either half of which may be NULL
create table place (
    country text,
    number integer,
    outer_country text,
    outer_number integer,
    size integer,
    open boolean not null,
    primary key (country, number),
    foreign key (outer_country, outer_number) references place
);

-- an association with a payload, one side of it composite
create table visit (
    person_id integer references person,
    country text,
    number integer,
    cost integer,
    note text,
    primary key (person_id, country, number),
    foreign key (country, number) references place
);

-- two keys to one relation, and a composite key of which a half may be NULL
create table house (
    id bigint primary key,
    owner_id integer not null references person,
    tenant_id integer references person,
    country text,
    number integer,
    rooms integer,
    rent bigint,
    mood mood not null,
    foreign key (country, number) references place
);
create index house_owner_idx on house (owner_id);

create table tag (
    name text primary key,
    kind mood
);

-- a plain association
create table house_tag (
    house_id bigint references house,
    tag_name text references tag,
    primary key (house_id, tag_name)
);

-- an association of a relation with itself
create table friendship (
    giver_id integer references person,
    taker_id integer references person,
    since integer not null,
    primary key (giver_id, taker_id)
);

-- one to one
create table profile (
    person_id integer primary key references person,
    bio text,
    points integer not null,
    hidden boolean not null
);

-- no primary key
create table entry (
    number integer not null unique,
    person_id integer references person,
    house_id bigint references house,
    amount integer,
    text text
);
