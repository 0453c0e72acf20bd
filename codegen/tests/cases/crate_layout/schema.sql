-- The same files as a crate of their own, without singular names.

create table users (id integer primary key);
