# What no transaction takes back is tried on rows too: an upgrade, a downgrade, both.
== a
CREATE TABLE t (id int PRIMARY KEY, a text NOT NULL, b text);
CREATE TABLE u (id int PRIMARY KEY, a text NOT NULL);
CREATE TYPE mood AS ENUM ('good');
== b
-- kiln:upgrade no-transaction
-- kiln:allow K621: small
ALTER TABLE t ALTER b TYPE int USING b::int;  -- expect K601 "on rows"
VACUUM t;
== c
-- kiln:upgrade
ALTER TABLE u ALTER a DROP NOT NULL;
-- kiln:downgrade no-transaction
ALTER TABLE u ALTER a SET NOT NULL;  -- expect K601 "the downgrade runs on empty tables"
== d
-- kiln:upgrade no-transaction
ALTER TABLE t DROP b;  -- expect K603 "'b'"
ALTER TABLE t ADD b int;
-- kiln:downgrade no-transaction
UPDATE t SET a = '';  -- expect K612
