-- Operator classes and families, with what they consist of. If all of them are members of extensions, that is not asked for.
-- only if pg_opclass, pg_opfamily
(
-- begin if operator_class
    WITH own (class, oid) AS (
        SELECT 'pg_opclass'::regclass::oid, c.oid FROM pg_opclass c WHERE c.oid >= 16384
        UNION ALL
        SELECT 'pg_opfamily'::regclass, f.oid FROM pg_opfamily f WHERE f.oid >= 16384
        EXCEPT ALL
        SELECT e.classid, e.objid FROM pg_depend e
        WHERE e.classid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass) AND e.deptype = 'e'
    ),
    item AS (
        -- What an operator class, or a family beside its classes, consists of.
        SELECT
            own.class, own.oid, 1 AS kind, o.amopstrategy AS number, o.amoplefttype AS of, o.amoprighttype AS and_of,
            format('OPERATOR %s %s', o.amopstrategy, o.amopopr::regoperator)
                || coalesce((SELECT format(' FOR ORDER BY %I.%I', n.nspname, f.opfname)
                             FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace
                             WHERE f.oid = o.amopsortfamily), '') AS text
        FROM own
        JOIN pg_depend d ON d.refclassid = own.class AND d.refobjid = own.oid AND d.classid = 'pg_amop'::regclass
        JOIN pg_amop o ON o.oid = d.objid
        UNION ALL
        SELECT
            own.class, own.oid, 2, p.amprocnum, p.amproclefttype, p.amprocrighttype,
            format('FUNCTION %s (%s, %s) %s', p.amprocnum, format_type(p.amproclefttype, NULL),
                format_type(p.amprocrighttype, NULL), p.amproc::regprocedure)
        FROM own
        JOIN pg_depend d ON d.refclassid = own.class AND d.refobjid = own.oid AND d.classid = 'pg_amproc'::regclass
        JOIN pg_amproc p ON p.oid = d.objid
    ),
    items AS (
        SELECT class, oid, string_agg(text, ', ' ORDER BY kind, number, of, and_of) AS text
        FROM item
        GROUP BY class, oid
    )
-- end
    SELECT 'pg_opclass'::regclass, 'operator class', ARRAY[n.nspname, c.opcname, a.amname]::text[], c.oid, c.opcowner,
-- begin if operator_class
        format('CREATE OPERATOR CLASS %I.%I %sFOR TYPE %s USING %I FAMILY %I.%I AS %s', n.nspname, c.opcname,
            CASE WHEN c.opcdefault THEN 'DEFAULT ' ELSE '' END, format_type(c.opcintype, NULL), a.amname, fn.nspname,
            f.opfname,
            -- It needs an item, if only to say that it stores what it indexes.
            concat_ws(', ', CASE WHEN c.opckeytype <> 0 OR t.text IS NULL
                                 THEN 'STORAGE ' || format_type(coalesce(nullif(c.opckeytype, 0), c.opcintype), NULL) END,
                      t.text)),
-- end
        NULL::text,  -- unless operator_class
        NULL::json
    FROM pg_opclass c
    JOIN pg_namespace n ON n.oid = c.opcnamespace
    JOIN pg_am a ON a.oid = c.opcmethod
-- begin if operator_class
    JOIN pg_opfamily f ON f.oid = c.opcfamily
    JOIN pg_namespace fn ON fn.oid = f.opfnamespace
    LEFT JOIN items t ON t.class = 'pg_opclass'::regclass AND t.oid = c.oid
-- end
    WHERE c.oid >= 16384
    UNION ALL
    SELECT 'pg_opfamily'::regclass, 'operator family', ARRAY[n.nspname, f.opfname, a.amname]::text[], f.oid, f.opfowner,
-- begin if operator_class
        format('CREATE OPERATOR FAMILY %I.%I USING %I', n.nspname, f.opfname, a.amname)
            || coalesce(format(E';\nALTER OPERATOR FAMILY %I.%I USING %I ADD ', n.nspname, f.opfname, a.amname)
                        || t.text, ''),
-- end
        NULL::text,  -- unless operator_class
        NULL
    FROM pg_opfamily f
    JOIN pg_namespace n ON n.oid = f.opfnamespace
    JOIN pg_am a ON a.oid = f.opfmethod
    LEFT JOIN items t ON t.class = 'pg_opfamily'::regclass AND t.oid = f.oid  -- if operator_class
    WHERE f.oid >= 16384
)
