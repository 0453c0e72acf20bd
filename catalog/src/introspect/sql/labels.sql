-- Labels of enumerations.
-- only if pg_enum
SELECT e.enumtypid AS type, e.enumlabel::text AS label, e.enumsortorder AS position
FROM pg_enum e
