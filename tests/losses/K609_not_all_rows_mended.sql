# It mends some rows, and others break the new index still.
== a
CREATE TABLE account(id INTEGER PRIMARY KEY, email TEXT NOT NULL);
== b
UPDATE account SET email = lower(email) WHERE email <> lower(email);
CREATE UNIQUE INDEX ux_account_email ON account(email);  -- expect K609 "unique index 'ux_account_email'"
