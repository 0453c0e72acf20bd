-- What it adds to a table of another module belongs to it, and goes with it.
ALTER TABLE products_products ADD is_quoted boolean NOT NULL DEFAULT false;
