create table products_products (id integer primary key, name text not null);
create table products_tags (id integer primary key, name text not null);
create table products_product_tag (
    product_id integer references products_products (id),
    tag_id integer references products_tags (id),
    primary key (product_id, tag_id)
);
create type crm_stage as enum ('new', 'won');
create table crm_accounts (id integer primary key, name text not null);
create table crm_tags (id integer primary key, name text not null);
create table crm_leads (
    id integer primary key,
    account_id integer not null references crm_accounts (id),
    product_id integer references products_products (id),
    tag_id integer references products_tags (id),
    own_tag_id integer references crm_tags (id),
    stage crm_stage not null
);
create function crm_score(lead integer) returns integer language sql as 'select lead';
-- A longer prefix wins, and a schema goes before both.
create table crm_mail_messages (id integer primary key, lead_id integer references crm_leads (id));
create schema billing;
create table billing.crm_invoices (id integer primary key, lead_id integer references crm_leads (id));
-- In no module.
create table audit (id integer primary key, stage crm_stage);
