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
