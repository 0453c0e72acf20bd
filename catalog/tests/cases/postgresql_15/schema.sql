-- since 15: what PostgreSQL 13, 14 and 15 brought.

CREATE TABLE parent (a integer, b integer, UNIQUE (a, b));
CREATE TABLE child (
    a integer,
    b integer,
    c integer,
    body text COMPRESSION pglz,
    UNIQUE NULLS NOT DISTINCT (a, c),
    CONSTRAINT child_parent_fkey FOREIGN KEY (a, b) REFERENCES parent (a, b) ON DELETE SET NULL (b)
);
CREATE UNIQUE INDEX child_c ON child (c) NULLS NOT DISTINCT WHERE b IS NULL;
CREATE VIEW seen WITH (security_invoker=true) AS SELECT child.a FROM child WHERE child.b > 0;
CREATE FUNCTION tripled(n integer) RETURNS integer LANGUAGE sql
    BEGIN ATOMIC
        SELECT CASE WHEN n > 0 THEN 3 * n ELSE 0 END;
    END;
CREATE FUNCTION counted() RETURNS bigint STABLE LANGUAGE sql
    RETURN (SELECT count(*) FROM parent);
CREATE FUNCTION same(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql AS 'SELECT $1';
CREATE PUBLICATION news FOR TABLE parent (a) WHERE (a > 0);
CREATE PUBLICATION whole FOR TABLES IN SCHEMA public, TABLE parent;
CREATE STATISTICS child_sum ON (a + b) FROM child;
