# Also behind a rename of table and column.
== a
CREATE TABLE t (id int PRIMARY KEY, a text, b text, "C d" text);
== b
ALTER TABLE t RENAME TO u;
ALTER TABLE u RENAME b TO c;
ALTER TABLE u DROP c;  -- expect K611 "column 'b' of 'u' and its values"
ALTER TABLE u DROP COLUMN IF EXISTS a, DROP "C d";  -- expect K611 "'a'" K611 "'C d'"
