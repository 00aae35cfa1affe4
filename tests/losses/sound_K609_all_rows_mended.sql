# One of those alike stays.
== a
CREATE TABLE account(id INTEGER PRIMARY KEY, email TEXT);
== b
DELETE FROM account WHERE id NOT IN (SELECT min(id) FROM account GROUP BY email);
CREATE UNIQUE INDEX ux_account_email ON account(email);
== c
UPDATE account SET email = 'account ' || id WHERE email IS NULL OR email = '';
CREATE TABLE account_new(id INTEGER PRIMARY KEY, email TEXT CHECK (email <> ''));
INSERT INTO account_new SELECT id, email FROM account;
DROP TABLE account;
ALTER TABLE account_new RENAME TO account;
CREATE UNIQUE INDEX ux_account_email ON account(email);
