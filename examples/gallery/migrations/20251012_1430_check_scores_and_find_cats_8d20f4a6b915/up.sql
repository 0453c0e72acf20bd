-- relvar revision
-- id = 8d20f4a6b915
-- parents = c31bba7cdef1
-- message = Check scores, and find cats by size and by time

alter table generations
    add constraint generations_code_quality_score_check check (code_quality_score between 0 and 10);
create index generations_cat_attributes_idx on generations using gin (cat_attributes);
create index generations_created_at_idx on generations (created_at);
