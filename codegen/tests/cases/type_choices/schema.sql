-- What the configuration chooses about types: other dates, open enums, domains of their own, arrays of any shape.

create type mood as enum ('sad', 'other', 'ok');
create type strict as enum ('on', 'off');
create domain score as smallint not null check (value between 0 and 100);
create domain scores as score[];
create domain plain as text;
create type reading as (at timestamptz, scores score[], settings jsonb);

create table entry (
    entry_id integer primary key,
    mood mood not null,
    strict strict,
    moods mood[] not null,
    score score default 50,
    scores scores,
    plain plain,
    born date,
    wakes time,
    seen timestamp,
    due timestamptz not null,
    forever timestamptz,
    stay daterange,
    slots tstzmultirange,
    tags text[] not null,
    grid integer[],
    names text[],
    settings jsonb not null,
    history jsonb[],
    amount numeric,
    reading reading
);

create function due_before(at timestamptz, scores score[]) returns setof entry language sql
    as 'select * from entry e where e.due < $1';
