drop table generations;
drop table users;
