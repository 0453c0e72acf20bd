-- Constraints of every kind with every attribute.

CREATE TABLE account (
    account_id integer NOT NULL,
    branch integer,
    "number" integer,
    email text,
    balance integer CHECK (balance >= 0),
    opened date,
    closed date,
    CONSTRAINT account_pkey PRIMARY KEY (account_id) INCLUDE (email),
    CONSTRAINT account_number UNIQUE (branch, "number"),
    CONSTRAINT account_email UNIQUE (email) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT dates CHECK (opened < closed) NO INHERIT,
    CONSTRAINT account_spans EXCLUDE USING gist (daterange(opened, closed) WITH &&) WHERE (branch IS NOT NULL)
);
COMMENT ON CONSTRAINT dates ON account IS 'Opened first';
COMMENT ON INDEX account_number IS 'One number in each branch';

CREATE TABLE transfer (
    transfer_id bigint PRIMARY KEY,
    sender integer NOT NULL REFERENCES account,
    receiver integer NOT NULL REFERENCES account ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE,
    branch integer,
    "number" integer,
    parent_id bigint,
    CONSTRAINT transfer_number_fkey FOREIGN KEY ("number", branch) REFERENCES account ("number", branch) MATCH FULL
        ON DELETE SET NULL,
    CONSTRAINT transfer_parent_fkey FOREIGN KEY (parent_id) REFERENCES transfer ON DELETE SET DEFAULT
);
ALTER TABLE transfer ADD CONSTRAINT positive CHECK (transfer_id > 0) NOT VALID;
ALTER TABLE transfer ADD CONSTRAINT later FOREIGN KEY (branch) REFERENCES account NOT VALID;

CREATE TABLE special (CONSTRAINT special_pkey PRIMARY KEY (account_id), CONSTRAINT rich CHECK (balance > 1000))
    INHERITS (account);
