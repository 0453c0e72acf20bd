-- Rows in crates of their own, below the crate that has the keys between them.

create schema staff;

create type staff.grade as enum ('junior', 'senior');
create type span as (from_on date, by staff.grade);

create table staff.person (
    person_id integer primary key,
    grade staff.grade not null,
    manager_id integer references staff.person
);

-- Its rows are values: they stand with the types.
create table address (address_id integer primary key, street text not null);

create table team (
    team_id integer primary key,
    lead_id integer not null references staff.person,
    seat address,
    spans span[]
);

create table team_person (
    team_id integer references team,
    person_id integer references staff.person,
    primary key (team_id, person_id)
);

-- What the trait of the keys of `team` would be called.
create table team_keys (id integer primary key);

create view staff.seniors as select person_id from staff.person where grade = 'senior';

create function team_of(person staff.person) returns setof team language sql stable
    as 'select t.* from team t join team_person using (team_id) where person_id = $1.person_id';
