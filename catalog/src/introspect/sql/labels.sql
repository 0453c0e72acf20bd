-- Labels of enumerations.
SELECT e.enumtypid AS type, e.enumlabel::text AS label, e.enumsortorder AS position
FROM pg_enum e
