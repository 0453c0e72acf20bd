-- relvar revision
-- id = c31bba7cdef1
-- parents = 
-- message = Make users and generations

create table users (
    id uuid primary key default gen_random_uuid(),
    username character varying(255) unique,
    api_token character varying(255) unique,
    created_at timestamp without time zone not null default now(),
    updated_at timestamp without time zone not null default now()
);
comment on table users is 'Someone who may draw cats.';

create table generations (
    id uuid primary key default gen_random_uuid(),
    github_url text not null,
    repo_owner character varying(255),
    repo_name character varying(255),
    primary_language character varying(100),
    repo_size_kb integer,
    code_quality_score numeric(3, 1),
    cat_attributes jsonb,
    analysis_data jsonb,
    image_path text,
    image_prompt text,
    created_at timestamp without time zone not null default now()
);
comment on table generations is 'A repository that was looked at, and its cat.';
comment on column generations.code_quality_score is 'From 0 to 10, by tenths.';
comment on column generations.cat_attributes is 'What the cat looks like: size, color and more.';
comment on column generations.analysis_data is 'All that the look at the repository gave.';
