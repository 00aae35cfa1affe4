# The copy mends one column of the new key, and rows alike stay alike.
== a
CREATE TABLE account(id INTEGER PRIMARY KEY, email TEXT, realm TEXT);
== b
CREATE TABLE account_new(id INTEGER PRIMARY KEY, email TEXT, realm TEXT, UNIQUE (email, realm));
INSERT INTO account_new SELECT id, email, coalesce(realm, '') FROM account;  -- expect K609 "UNIQUE"
DROP TABLE account;
ALTER TABLE account_new RENAME TO account;
