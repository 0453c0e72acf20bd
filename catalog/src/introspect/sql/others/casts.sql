-- Casts.
-- only if pg_cast
SELECT 'pg_cast'::regclass, 'cast',
    ARRAY[format_type(c.castsource, NULL), format_type(c.casttarget, NULL)]::text[], c.oid, NULL,
    CASE WHEN NOT EXISTS (  -- if pg_extension
        SELECT FROM pg_depend e WHERE e.classid = 'pg_cast'::regclass AND e.objid = c.oid AND e.deptype = 'e') THEN  -- if pg_extension
    format('CREATE CAST (%s AS %s) ', format_type(c.castsource, NULL), format_type(c.casttarget, NULL))
        || CASE c.castmethod
            WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
            WHEN 'i' THEN 'WITH INOUT'
            ELSE 'WITHOUT FUNCTION'
        END
        || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END
    END  -- if pg_extension
    , NULL
FROM pg_cast c
-- That of a range to its multirange comes with the type.
WHERE c.oid >= 16384 AND NOT EXISTS (
    SELECT FROM pg_depend i WHERE i.classid = 'pg_cast'::regclass AND i.objid = c.oid AND i.deptype = 'i')
