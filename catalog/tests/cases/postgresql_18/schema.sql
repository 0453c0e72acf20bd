-- since 18: what PostgreSQL 16, 17 and 18 brought.

CREATE EXTENSION btree_gist WITH SCHEMA pg_catalog;
CREATE TABLE room (
    room_id integer,
    during daterange,
    seats integer,
    price integer,
    total integer GENERATED ALWAYS AS (seats * price) VIRTUAL,
    CONSTRAINT room_pkey PRIMARY KEY (room_id, during WITHOUT OVERLAPS),
    CONSTRAINT cheap CHECK (price < 100) NOT ENFORCED
);
CREATE TABLE booking_note (booking_id integer PRIMARY KEY, note text NOT NULL NO INHERIT);
CREATE TABLE booking (
    booking_id integer CONSTRAINT always_there NOT NULL,
    room_id integer NOT NULL,
    during daterange,
    guest text,
    CONSTRAINT booking_room_fkey FOREIGN KEY (room_id, PERIOD during) REFERENCES room (room_id, PERIOD during),
    CONSTRAINT booking_guest_fkey FOREIGN KEY (booking_id) REFERENCES booking_note (booking_id) NOT ENFORCED
);
ALTER TABLE booking ADD CONSTRAINT has_guest NOT NULL guest NOT VALID;
CREATE PUBLICATION computed FOR TABLE booking_note WITH (publish_generated_columns = stored);
CREATE COLLATION plain (PROVIDER = builtin, LOCALE = 'C.UTF-8');
