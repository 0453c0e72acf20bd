-- Every kind of foreign key, followed in both directions.

create table account (
    account_id integer primary key,
    email text not null unique,
    -- a self-reference
    invited_by_id integer references account
);

create table project (
    project_id integer primary key,
    -- several keys between one pair
    account_id integer not null references account,
    creator_id integer references account,
    -- a key to a unique key, on a column without `_id`
    contact text references account (email)
);
comment on constraint project_creator_id_fkey on project is 'Gone with the account that created it.';

-- one-to-one: the primary key is the foreign key
create table profile (
    account_id integer primary key references account,
    motto text
);

-- one-to-one: a unique constraint is covered by the key's columns; and a key that `on conflict` cannot name
create table badge (
    badge_id integer primary key,
    account_id integer not null unique references account,
    place integer not null unique deferrable
);

create table release (
    project_id integer not null references project,
    number integer not null,
    primary key (project_id, number)
);

-- composite keys: one by the names of what it references, one by its constraint; the second has a column that may be null
create table download (
    download_id integer primary key,
    project_id integer not null,
    number integer not null,
    previous_number integer,
    constraint download_release_fkey foreign key (project_id, number) references release,
    constraint download_previous_fkey foreign key (project_id, previous_number) references release
);

-- two constraints that say the same are one way
alter table download add constraint download_release_again foreign key (number, project_id) references release (number, project_id);

-- the key of a subtype: a column called `id`
create table private_project (
    id integer primary key references project,
    secret text not null
);

-- not checked for the rows that were there
create table audit (
    audit_id integer primary key,
    account_id integer not null
);
alter table audit add constraint audit_account_id_fkey foreign key (account_id) references account not valid;
