-- A few invented rows.
insert into users (id, email, username, name, admin, created_at) values
    (1, 'root@example.com', 'root', 'Administrator', true, '2023-01-01 08:00'),
    (2, 'alice@example.com', 'alice', 'Alice Marsh', false, '2023-05-11 09:30'),
    (3, 'bob@example.com', 'bob', 'Bob Lind', true, '2023-06-02 14:10');

insert into namespaces (id, name, path, owner_id, created_at) values
    (1, 'alice', 'alice', 2, '2023-05-11 09:30'),
    (2, 'Platform', 'platform', null, '2023-07-01 10:00');

insert into projects (id, name, path, creator_id, namespace_id, created_at) values
    (1, 'awesome-project', 'awesome-project', 2, 1, '2024-01-15 14:30'),
    (2, 'data-analysis-tool', 'data-analysis-tool', 2, 1, '2024-01-10 09:15'),
    (3, 'documentation-site', 'documentation-site', 2, 2, '2024-01-05 16:45'),
    (4, 'runner-images', 'runner-images', 3, 2, '2024-02-01 11:00');
