-- Telescopes and what they saw.

create type band as enum ('radio', 'infrared', 'visible', 'ultraviolet', 'x-ray');

create table telescope (
    telescope_id integer generated always as identity primary key,
    name text not null unique,
    aperture_mm integer not null check (aperture_mm > 0)
);

comment on column telescope.aperture_mm is 'Diameter of the mirror, in millimetres.';

create table star (
    star_id integer generated always as identity primary key,
    name text not null unique,
    magnitude double precision not null,
    companion_of integer references star
);

comment on column star.companion_of is 'The brighter star of a double star.';

create table observation (
    observation_id bigint generated always as identity primary key,
    telescope_id integer not null references telescope,
    star_id integer not null references star,
    band band not null default 'visible',
    seen_at timestamp with time zone not null default now(),
    notes text
);
