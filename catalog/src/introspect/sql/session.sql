-- Names are written in full where they are not in pg_catalog, constants the same way everywhere.
-- Temporary relations come first unless they are named.
SET LOCAL search_path = pg_catalog, pg_temp;
SET LOCAL quote_all_identifiers = off;
SET LOCAL standard_conforming_strings = on;
SET LOCAL DateStyle = 'ISO, MDY';
SET LOCAL IntervalStyle = 'postgres';
SET LOCAL TimeZone = 'UTC';
SET LOCAL bytea_output = 'hex';
SET LOCAL extra_float_digits = 1;
-- Compiling a query takes longer than any of these takes to run.
SET LOCAL jit = off;
-- Another session's lock is an error after a moment, unless somebody chose how long to wait.
SELECT set_config('lock_timeout', '5s', true) WHERE current_setting('lock_timeout') = '0';
