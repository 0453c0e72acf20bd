-- Columns of views that show a column of another relation as it is. PostgreSQL keeps with each column of a query where it
-- came from; that it is never null where that one is not holds in a query over inner joins alone, without subqueries and
-- grouping sets. The text of a query has its names escaped, so that none of them can look like what is searched for.
--
-- These are plain searches, since a regular expression takes seconds where there are many views. Each text is unpacked once,
-- by appending nothing to it, rather than for each search. `split_part` finds what is there without counting the characters
-- before it, as `strpos` does.
SELECT
    r.ev_class AS relation,
    split_part(column_.text, ' ', 1)::int2 AS number,
    split_part(split_part(column_.text, ' :resorigtbl ', 2), ' ', 1)::oid AS base_relation,
    split_part(split_part(column_.text, ' :resorigcol ', 2), ' ', 1)::int2 AS base_column
FROM (
    SELECT r.ev_class, r.ev_action::text || '' AS query
    FROM pg_rewrite r
    WHERE r.ev_type = '1' AND r.oid >= 16384
    OFFSET 0
) r
-- What follows the text of one column says nothing of it.
CROSS JOIN LATERAL (
    SELECT left(item, 400) AS text
    FROM unnest(string_to_array(split_part(r.query, ' :targetList ', 2), ' :resno ')) AS item
    OFFSET 1
) column_
-- One query, no join but inner ones.
WHERE strpos(r.query, ':jointype 1') = 0 AND strpos(r.query, ':jointype 2') = 0 AND strpos(r.query, ':jointype 3') = 0
  AND split_part(r.query, ':groupingSets <>', 2) <> ''
  AND split_part(r.query, '{QUERY ', 3) = ''
  AND split_part(split_part(column_.text, ' :resorigtbl ', 2), ' ', 1) <> '0'
  AND starts_with(split_part(column_.text, ' :resjunk ', 2), 'false')
