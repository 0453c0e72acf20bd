-- A shop in three schemas: who works here, what there is, and what was sold by whom.

create schema people;
create schema stock;
create schema sales;

create type people.role as enum ('clerk', 'manager');

create table people.employee (
    employee_id integer generated always as identity primary key,
    name text not null unique,
    role people.role not null default 'clerk',
    boss_id integer references people.employee
);

create table stock.warehouse (
    warehouse_id integer generated always as identity primary key,
    city text not null unique,
    keeper_id integer references people.employee
);

create table stock.item (
    item_id integer generated always as identity primary key,
    name text not null unique,
    price numeric(8, 2) not null check (price > 0)
);

create table stock.shelf (
    warehouse_id integer not null references stock.warehouse,
    item_id integer not null references stock.item,
    pieces integer not null check (pieces >= 0),
    primary key (warehouse_id, item_id)
);

create table sales.customer (
    customer_id integer generated always as identity primary key,
    name text not null unique,
    served_as people.role
);

comment on column sales.customer.served_as is 'The role of whoever serves them: a type of another schema.';

create table sales.invoice (
    invoice_id integer generated always as identity primary key,
    customer_id integer not null references sales.customer,
    seller_id integer not null references people.employee,
    issued_at timestamp with time zone not null default now()
);

create table sales.invoice_line (
    invoice_id integer not null references sales.invoice,
    item_id integer not null references stock.item,
    pieces integer not null check (pieces > 0),
    primary key (invoice_id, item_id)
);

comment on schema people is 'Who works here.';
comment on schema stock is 'What there is, and where.';
comment on schema sales is 'What was sold, to whom and by whom.';
