-- Names that need care.

CREATE SCHEMA "Weird.Schema";
CREATE TABLE "Weird.Schema"."a ""quoted"" table" (
    "select" integer PRIMARY KEY,
    "createdAt" date,
    created_at date,
    "with space" integer,
    "ünï¢ode" text,
    "1st" text DEFAULT 'it''s; "here"',
    "back\slash" text DEFAULT E'a\\b'
);
CREATE TABLE "Weird.Schema"."Foo" (id integer REFERENCES "Weird.Schema"."a ""quoted"" table");
CREATE TABLE "Weird.Schema".foo (id integer);
CREATE INDEX "I.dx" ON "Weird.Schema"."a ""quoted"" table" ("with space", "select");
CREATE TABLE "option" ("user" integer, "table" integer, type integer, value integer, UNIQUE ("user", type));
CREATE TABLE a2345678901234567890123456789012345678901234567890123456789_123 (id integer);
CREATE TABLE a2345678901234567890123456789012345678901234567890123456789_124 (id integer);
CREATE VIEW "new
line" AS SELECT "select" AS "*/ --", 'a;b'::text AS "${x}" FROM "Weird.Schema"."a ""quoted"" table";
COMMENT ON COLUMN "new
line"."*/ --" IS E'tab\there, quote ", backslash \\, bell \x07, null-like \\0';
CREATE TYPE "Name" AS ENUM ('$', '>=', 'user:*');
CREATE TABLE named (name "Name", names "Name"[]);
