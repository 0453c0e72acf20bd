-- Unique indexes that are no constraint: what an insert may conflict with all the same.

create table account (
    account_id integer primary key,
    tenant integer not null default 0,
    email text not null,
    "Nick ""N""" text,
    active boolean not null default true,
    code text
);

-- on columns: a key as well
create unique index account_nick_idx on account ("Nick ""N""");
-- of some rows
create unique index account_email_idx on account (email) where active;
-- on expressions
create unique index account_lower_idx on account (lower(email), (tenant % 10));
create unique index account_first_idx on account ((substr(code, 1, 1) || tenant)) where not active and email <> 'it''s';
-- of another collation and operator class
create unique index account_code_idx on account (code collate "C" text_pattern_ops, tenant desc) include (active);
-- the name of a column
create unique index email on account (email, code);
-- not unique, so that nothing conflicts with it
create index account_active_idx on account (active);

create table event (
    event_id bigint not null,
    at date not null
) partition by range (at);
create table event_all partition of event default;
create unique index event_idx on event (event_id, at);

create view active_account as select account_id, email from account where active;
