-- Association tables: a primary or unique key that is the disjoint union of two foreign keys.

create table users (id integer primary key, name text not null);
create table groups (id integer primary key, name text not null);
create table tags (id integer primary key, name text not null unique);

-- named after both
create table users_groups (
    user_id integer not null references users,
    group_id integer not null references groups,
    primary key (user_id, group_id)
);

-- another between the same pair, with a payload and a key of its own
create table invitations (
    id integer primary key,
    user_id integer not null references users,
    group_id integer not null references groups,
    sent_at timestamp with time zone not null default now(),
    unique (group_id, user_id)
);

-- an association of a relation with itself
create table follows (
    follower_id integer not null references users,
    followed_id integer not null references users,
    primary key (follower_id, followed_id)
);

-- a unique index on plain columns is a key as well
create table group_tag (
    group_id integer references groups,
    tag_id integer references tags
);
create unique index group_tag_idx on group_tag (group_id, tag_id);

-- not associations: a key with a third column, a partial index
create table memberships (
    user_id integer not null references users,
    group_id integer not null references groups,
    since date not null,
    primary key (user_id, group_id, since)
);
create table pins (
    user_id integer references users,
    tag_id integer references tags,
    active boolean not null
);
create unique index pins_active_idx on pins (user_id, tag_id) where active;
