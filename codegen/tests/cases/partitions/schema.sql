-- Partitions hide behind their table, with their copies of its keys; patterns choose what is generated.

create table device (device_id integer primary key);
create table reading (
    device_id integer not null references device,
    at date not null,
    value double precision,
    primary key (device_id, at)
) partition by range (at);
create table reading_2026 partition of reading for values from ('2026-01-01') to ('2027-01-01');
create table reading_2027 partition of reading for values from ('2027-01-01') to ('2028-01-01');

create table alarm (
    alarm_id integer primary key,
    device_id integer not null,
    at date not null,
    foreign key (device_id, at) references reading
);
-- to a partition alone
create table note (
    device_id integer not null,
    at date not null,
    foreign key (device_id, at) references reading_2026
);
create table skipped (alarm_id integer references alarm);
create table base (id integer not null);
create table derived (more text) inherits (base);

-- Keys that only partitions have: of all of them, and of one.
create table place (place_id integer primary key);
create table visit (
    device_id integer not null,
    place_id integer not null,
    at date not null
) partition by range (at);
create table visit_2026 partition of visit for values from ('2026-01-01') to ('2027-01-01');
create table visit_2027 partition of visit for values from ('2027-01-01') to ('2028-01-01');
alter table visit_2026 add foreign key (device_id) references device;
alter table visit_2027 add foreign key (device_id) references device;
alter table visit_2027 add foreign key (place_id) references place;
