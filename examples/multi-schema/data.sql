insert into people.employee (name, role, boss_id) values
    ('Ada', 'manager', null), ('Ben', 'clerk', 1), ('Cleo', 'clerk', 1);

insert into stock.warehouse (city, keeper_id) values ('Ghent', 3), ('Liège', null);
insert into stock.item (name, price) values ('kettle', 29.90), ('lamp', 45.00), ('teapot', 18.50);
insert into stock.shelf (warehouse_id, item_id, pieces) values (1, 1, 12), (1, 2, 0), (2, 2, 7), (2, 3, 30);

insert into sales.customer (name, served_as) values ('Hotel Astoria', 'manager'), ('Nora', null);
insert into sales.invoice (customer_id, seller_id) values (1, 1), (1, 2), (2, 2);
insert into sales.invoice_line (invoice_id, item_id, pieces) values (1, 2, 20), (1, 3, 10), (2, 1, 4), (3, 2, 1);
