# Also behind a rename of table and column.
== a
CREATE TABLE t (id int PRIMARY KEY, a int, b int, `C d` int);
== b
ALTER TABLE t RENAME TO u;
ALTER TABLE u CHANGE b c bigint;  -- expect K621
ALTER TABLE u DROP c;  -- expect K611 "column 'b' of 'u' and its values"
ALTER TABLE u DROP COLUMN IF EXISTS a, DROP `C d`;  -- expect K611 "'a'" K611 "'C d'"
