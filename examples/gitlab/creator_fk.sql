-- The key that GitLab does not declare.
alter table projects add constraint creator_fk foreign key (creator_id) references users (id);
