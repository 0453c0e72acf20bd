-- What changes when an object does: how many rows the system catalogs have for objects of users, and the transactions that
-- wrote them. VACUUM and ANALYZE write in place, and change nothing of it.
SELECT concat_ws(' ',
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_namespace WHERE oid >= 16384),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_class WHERE oid >= 16384),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_attribute WHERE attrelid >= 16384),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_attrdef),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_constraint WHERE oid >= 16384),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_index WHERE indexrelid >= 16384),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_type WHERE oid >= 16384),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_enum),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_proc WHERE oid >= 16384),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_rewrite WHERE oid >= 16384),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_trigger),
    (SELECT count(*) || ':' || COALESCE(sum(xmin::text::bigint), 0) FROM pg_catalog.pg_description WHERE objoid >= 16384)
)
