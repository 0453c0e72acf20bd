-- Words that are quoted as names. The list grows with the versions.
SELECT word::text AS word
FROM pg_get_keywords()
WHERE catcode <> 'U'
