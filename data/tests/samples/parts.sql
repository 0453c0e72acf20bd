-- What partitions have from their tables, with something of their own.
CREATE TABLE part (id integer NOT NULL, at date NOT NULL, t text, n integer NOT NULL, CONSTRAINT part_key PRIMARY KEY (id, at),
    CONSTRAINT part_n UNIQUE (n, at), CONSTRAINT positive CHECK (n > 0)) PARTITION BY RANGE (at);
CREATE INDEX part_t ON part (t);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE part_2 (LIKE part INCLUDING ALL);
ALTER TABLE part ATTACH PARTITION part_2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE part_3 PARTITION OF part FOR VALUES FROM ('2022-01-01') TO ('2024-01-01') PARTITION BY RANGE (at);
CREATE TABLE part_31 PARTITION OF part_3 FOR VALUES FROM ('2022-01-01') TO ('2023-01-01');
CREATE TABLE other (id integer, at date, FOREIGN KEY (id, at) REFERENCES part) PARTITION BY RANGE (at);
CREATE TABLE other_1 PARTITION OF other FOR VALUES FROM ('2020-01-01') TO ('2023-01-01');
COMMENT ON CONSTRAINT part_1_pkey ON part_1 IS 'of a key';
COMMENT ON CONSTRAINT part_1_n_at_key ON part_1 IS 'of a unique key';
COMMENT ON CONSTRAINT positive ON part_1 IS 'of a check';
COMMENT ON INDEX part_1_t_idx IS 'of an index';
COMMENT ON INDEX part_2_pkey IS 'of the index of a key';
COMMENT ON CONSTRAINT part_31_pkey ON part_31 IS 'two levels below';
COMMENT ON CONSTRAINT other_id_at_fkey ON other_1 IS 'of a foreign key';
ALTER TABLE part_1 REPLICA IDENTITY USING INDEX part_1_pkey;
ALTER TABLE part_2 REPLICA IDENTITY USING INDEX part_2_n_at_key;
ALTER TABLE part_31 REPLICA IDENTITY FULL;
ALTER TABLE part_2 CLUSTER ON part_2_t_idx;

INSERT INTO part SELECT n, date '2020-01-01' + n, 't' || n, n FROM generate_series(1, 1000) n;
INSERT INTO other SELECT id, at FROM part;
