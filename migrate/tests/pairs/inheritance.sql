=== inherit-deep (forward)
CREATE TABLE a (id int);
CREATE TABLE b () INHERITS (a);
CREATE TABLE c (own text) INHERITS (b);
--- old
ALTER TABLE a ADD CONSTRAINT ac CHECK (id > 0);
ALTER TABLE a ADD x int;
ALTER TABLE c ALTER id SET DEFAULT 5;
--- new
ALTER TABLE a ALTER id TYPE bigint;
ALTER TABLE a ADD CONSTRAINT ac CHECK (id > 1) NO INHERIT;
ALTER TABLE b ADD x int NOT NULL;
ALTER TABLE c ALTER id SET NOT NULL;
ALTER TABLE a ADD y text COLLATE "C";

=== inherit-not-null
CREATE TABLE p (id int, v text);
CREATE TABLE c () INHERITS (p);
--- old
ALTER TABLE p ALTER id SET NOT NULL;
--- new
ALTER TABLE c ALTER id SET NOT NULL;
ALTER TABLE ONLY p ALTER v SET NOT NULL;

=== inherit-generated
--- old
CREATE TABLE p (id int, g int GENERATED ALWAYS AS (id + 1) STORED);
CREATE TABLE c () INHERITS (p);
--- new
CREATE TABLE p (id int, g int GENERATED ALWAYS AS (id + 2) STORED);
CREATE TABLE c () INHERITS (p);

=== two-parents-retyped-only-shared
--- old
CREATE TABLE p1 (x int, y text);
CREATE TABLE p2 (x int);
CREATE TABLE c (o int) INHERITS (p1, p2);
--- new
CREATE TABLE p1 (x bigint, y text);
CREATE TABLE p2 (x bigint);
CREATE TABLE c (o int) INHERITS (p1, p2);

=== diamond-retyped
--- old
CREATE TABLE a (x int);
CREATE TABLE b (y int) INHERITS (a);
CREATE TABLE c (z int) INHERITS (a);
CREATE TABLE d () INHERITS (b, c);
--- new
CREATE TABLE a (x bigint);
CREATE TABLE b (y int) INHERITS (a);
CREATE TABLE c (z bigint) INHERITS (a);
CREATE TABLE d () INHERITS (b, c);

=== moved-parent
--- old
CREATE TABLE a (id bigserial);
CREATE TABLE c (f int) INHERITS (a);
--- new
CREATE TABLE a (n int);
CREATE TABLE b (id bigserial);
CREATE TABLE c (f int) INHERITS (b);

=== moved-parent-kept-column
--- old
CREATE TABLE a (id int, CONSTRAINT k CHECK (id > 0));
CREATE TABLE b (id int, CONSTRAINT k CHECK (id > 0));
CREATE TABLE c (f int) INHERITS (a);
--- new
CREATE TABLE a (id int, CONSTRAINT k CHECK (id > 0));
CREATE TABLE b (id int, CONSTRAINT k CHECK (id > 0));
CREATE TABLE c (f int) INHERITS (b);

=== second-parent
--- old
CREATE TABLE a (id int);
CREATE TABLE b (id int, v text);
CREATE TABLE c (v text) INHERITS (a);
--- new
CREATE TABLE a (id int);
CREATE TABLE b (id int, v text);
CREATE TABLE c (v text) INHERITS (a, b);

=== parent-order
--- old
CREATE TABLE a (id int);
CREATE TABLE b (id int);
CREATE TABLE c (v text) INHERITS (a, b);
--- new
CREATE TABLE a (id int);
CREATE TABLE b (id int);
CREATE TABLE c (v text) INHERITS (b, a);

=== check-inherited
--- old
CREATE TABLE a (id int);
CREATE TABLE c (CONSTRAINT k CHECK (id > 0)) INHERITS (a);
--- new
CREATE TABLE a (id int, CONSTRAINT k CHECK (id > 0));
CREATE TABLE c () INHERITS (a);

=== parent-type-and-second
--- old
CREATE TABLE p (id int, v text);
CREATE TABLE c (w int) INHERITS (p);
--- new
CREATE TABLE p (id bigint, v text NOT NULL);
CREATE TABLE q (id bigint);
CREATE TABLE c (w int) INHERITS (p, q);
