-- Indexes: methods, parts, order, classes, collations, predicates.

CREATE SCHEMA "Index Land";
CREATE TABLE "Index Land".doc (
    id integer,
    "Title" text,
    body text COLLATE "C",
    tags text[],
    data jsonb,
    "order" integer,
    at point
);
CREATE INDEX plain ON "Index Land".doc (id);
CREATE INDEX "order" ON "Index Land".doc USING btree ("order" DESC, "Title" NULLS FIRST, id DESC NULLS LAST);
CREATE UNIQUE INDEX included ON "Index Land".doc (id) INCLUDE ("Title", "order");
CREATE INDEX hashed ON "Index Land".doc USING hash ("Title");
CREATE INDEX expression ON "Index Land".doc (lower("Title"), (id + 1) DESC, id);
CREATE INDEX partial ON "Index Land".doc (id) WHERE "Title" IS NOT NULL AND id > 0;
CREATE INDEX collated ON "Index Land".doc ("Title" COLLATE "C", body COLLATE "POSIX");
CREATE INDEX prefixes ON "Index Land".doc (body text_pattern_ops);
CREATE INDEX paths ON "Index Land".doc USING gin (data jsonb_path_ops, tags) WITH (fastupdate=off);
CREATE INDEX near ON "Index Land".doc USING gist (at);
CREATE INDEX blocks ON "Index Land".doc USING brin (id) WITH (pages_per_range='32');
COMMENT ON INDEX "Index Land".plain IS 'Nothing special';
CREATE UNIQUE INDEX replica ON "Index Land".doc (id);
ALTER TABLE "Index Land".doc ALTER COLUMN id SET NOT NULL;
ALTER TABLE "Index Land".doc REPLICA IDENTITY USING INDEX replica;
ALTER TABLE "Index Land".doc CLUSTER ON plain;
