-- Types of PostGIS and of pgvector, wherever a type can stand.
create extension postgis;
create extension vector;

create domain spot as geometry(point, 4326) check (st_x(value) between -180 and 180);
create type visit as (at geometry, around geography, seen vector(2));
create type trip as (first visit, visits visit[]);
create type sparse_or_not as enum ('sparse', 'dense');

create table place (
    place_id int primary key generated always as identity,
    shape geometry not null,
    at geometry(point, 4326),
    home spot,
    area geography(polygon),
    extent box2d,
    room box3d,
    shapes geometry[],
    areas geography[],
    spots spot[]
);
create index on place using gist (shape);
insert into place (shape, at, home, area, extent, room, shapes, areas, spots) values
    ('SRID=2154;GEOMETRYCOLLECTION(POINT(1 2), LINESTRING(1 2, 3 4))', 'SRID=4326;POINT(2.35 48.86)', 'SRID=4326;POINT(0 0)',
     'POLYGON((0 0, 1 0, 1 1, 0 0))', 'BOX(1 2,3 4)', 'BOX3D(1 2 3,4 5 6)', array['POINT(1 2)'::geometry, null, 'POINT EMPTY'],
     array['POINT(1 2)'::geography, null], array['SRID=4326;POINT(1 2)'::spot, null]),
    ('POINT(1e300 -1e-300)', null, null, null, null, null, '{}', '{{0101000020E610000000000000000000000000000000000000}}', null);

create table embedding (
    place_id int references place,
    kind sparse_or_not,
    dense vector(3) not null,
    any_length vector,
    half halfvec(2),
    sparse sparsevec,
    binary_form bit(3),
    many vector[],
    many_halves halfvec[],
    primary key (place_id, kind)
);
create index on embedding using hnsw (dense vector_l2_ops);
insert into embedding values
    (1, 'dense', '[1,-2.5,3e38]', '[0]', '[0.1,65504]', '{1:1,1000:2}/1000', '101', array['[1]'::vector, null], '{"[1,2]"}'),
    (2, 'sparse', '[0,0,0]', null, null, '{}/3', null, '{}', null);

create table trips (
    trip_id int primary key,
    whole trip,
    parts visit[] not null default '{}'
);
insert into trips values
    (1, row(row('POINT(1 2)', 'POINT(3 4)', '[1,2]'), array[row('POINT(5 6)', null, null)::visit, null]),
     array[row(null, null, '[3,4]')::visit]),
    (2, null, '{}');

create view near as
    select p.place_id, st_distance(p.area, p.areas[1]) as distance, st_centroid(p.shape) as centre, e.dense <-> '[1,1,1]' as apart
    from place p left join embedding e using (place_id)
    where p.area is not null;

create function centre_of_all() returns geometry language sql stable as 'select st_centroid(st_collect(st_setsrid(shape, 0))) from place';
create function mean() returns vector language sql stable as 'select avg(any_length) from embedding';
create function places_within(bounds geometry default 'POLYGON((-9 -9, 9 -9, 9 9, -9 9, -9 -9))') returns setof place
    language sql stable as 'select * from place where st_within(home, st_setsrid(bounds, 4326))';
