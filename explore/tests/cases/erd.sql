-- Each cardinality of a foreign key, each kind of relation, and names that mean something to a format.

create schema sales;

create type sales.state as enum ('open', 'paid "in part"', 'closed; done');

create table sales.customer (
    customer_id integer primary key,
    email varchar(80) not null unique,
    referred_by integer references sales.customer,
    since timestamp with time zone not null
);
comment on table sales.customer is 'Someone who "buys" <things> & pays;
on two lines.';
comment on column sales.customer.referred_by is '100% optional -- see direction LR';

-- Not unique, not null: many to one. Composite, and one of its columns is in another key too.
create table sales.invoice (
    customer_id integer not null references sales.customer,
    number integer not null,
    state sales.state not null default 'open',
    primary key (customer_id, number)
);
create table sales.line (
    line_id integer primary key,
    customer_id integer not null,
    number integer,
    amount numeric(10, 2)[] not null,
    foreign key (customer_id, number) references sales.invoice
);

-- The primary key: one or none to one.
create table sales.account (
    customer_id integer primary key references sales.customer,
    opened date not null
);

-- Unique and nullable: one or none to one or none.
create table sales.card (
    card_id integer primary key,
    customer_id integer unique references sales.customer
);

-- By an index that is unique as a whole: one or none; by one that is unique in part: many.
create table sales.seat (
    seat_id integer primary key,
    holder_id integer not null references sales.customer,
    guest_id integer not null references sales.customer
);
create unique index on sales.seat (holder_id);
create unique index on sales.seat (guest_id) where seat_id > 10;

-- Many to one, by the columns alone, but nobody checked the rows that were there.
create table sales.visit (visit_id integer primary key, customer_id integer not null);
alter table sales.visit add constraint visit_customer_fkey
    foreign key (customer_id) references sales.customer not valid;

create view sales.open_invoice as select * from sales.invoice where state = 'open';

create table sales.event (happened_on date not null, customer_id integer not null references sales.customer)
    partition by range (happened_on);
create table sales.event_2026 partition of sales.event for values from ('2026-01-01') to ('2027-01-01');

create schema "odd ""schema""";

create table "odd ""schema"""."Weird.Table -- <x> & {y} | 100%" (
    "PK" integer primary key,
    "the ""fk""" integer references "odd ""schema"""."Weird.Table -- <x> & {y} | 100%",
    "größe" double precision,
    "1st" bit varying(8),
    "back\slash" integer not null references sales.customer,
    "__a__ **b** ~~c~~ \n" time(3) without time zone
);
