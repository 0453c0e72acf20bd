-- Objects of the rarer kinds. What is altered is described as JSON, in the form that a snapshot has it; for what is
-- only replaced, the statements that create it are written here as pg_dump does. Objects of the system have OIDs below
-- 16384. What an extension brings is not defined anew.
--
-- The connections of subscriptions and the options of user mappings are not read, for they hold passwords: a snapshot
-- is meant to be checked in.
SELECT
    o.class,
    o.oid,
    o.kind,
    o.names,
    CASE WHEN o.owner IS NOT NULL THEN pg_get_userbyid(o.owner)::text END AS owner,
    CASE WHEN NOT EXISTS (
        SELECT FROM pg_depend e WHERE e.classid = o.class AND e.objid = o.oid AND e.deptype = 'e')
    THEN coalesce(CASE WHEN o.statements IS NOT NULL THEN json_build_object('sql', o.statements) END, o.definition)::text
    END AS definition
FROM (
    SELECT NULL::oid AS class, NULL::text AS kind, NULL::text[] AS names, NULL::oid AS oid, NULL::oid AS owner,
        NULL::text AS statements, NULL::json AS definition
    WHERE false
    -- the files of the folder `others`
) o
WHERE o.oid >= 16384
