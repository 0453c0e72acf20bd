-- Columns of views that show a column of another relation as it is. PostgreSQL keeps with each column of a query where it
-- came from; that it is never null where that one is not holds in a query over inner joins alone, without subqueries and
-- grouping sets. The text of a query has its names escaped, so that none of them can look like what is searched for.
SELECT
    r.ev_class AS relation,
    entry[1]::int2 AS number,
    entry[2]::oid AS base_relation,
    entry[3]::int2 AS base_column
FROM (
    SELECT r.ev_class, r.ev_action::text AS query
    FROM pg_rewrite r
    WHERE r.ev_type = '1' AND r.oid >= 16384
    OFFSET 0
) r
CROSS JOIN LATERAL regexp_matches(
    r.query,
    ':resno (\d+) :resname (?:[^ \\]|\\.)* :ressortgroupref \d+ :resorigtbl ([1-9]\d*) :resorigcol ([1-9]\d*) :resjunk false',
    'g'
) entry
WHERE r.query !~ '\{QUERY .*\{QUERY |:jointype [1-9]'
  AND strpos(r.query, ':groupingSets <>') > 0
