-- Partitions and inheritance.

CREATE TABLE event (
    id bigint NOT NULL,
    at timestamp without time zone NOT NULL,
    kind text DEFAULT 'any'::text,
    PRIMARY KEY (id, at, kind)
) PARTITION BY RANGE (at);
CREATE INDEX event_kind ON event (kind);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (kind);
CREATE TABLE event_2025_a PARTITION OF event_2025 FOR VALUES IN ('a', 'b');
CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE TABLE spread (id integer) PARTITION BY HASH (id);
CREATE TABLE detail (event_id bigint, event_at timestamp without time zone, event_kind text,
    FOREIGN KEY (event_id, event_at, event_kind) REFERENCES event);

CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER noted AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION noted();

CREATE TABLE animal (id integer, name text NOT NULL);
CREATE TABLE flying (wings integer);
CREATE TABLE bird (beak text, name text NOT NULL) INHERITS (flying, animal);
