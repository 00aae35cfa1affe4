# What a section sets for its session does not change what is seen of it.
== a
CREATE TABLE t (id int PRIMARY KEY, x varchar(20) NOT NULL);
== b
ALTER TABLE t ADD y int;
SET sql_quote_show_create = 0;
ALTER TABLE t ALTER y SET DEFAULT 3;
== c
ALTER TABLE t ADD z int;
SET sql_select_limit = 0;
ALTER TABLE t ALTER z SET DEFAULT 3;
== d
ALTER TABLE t ADD w int;
SET character_set_results = utf16;
ALTER TABLE t ALTER w SET DEFAULT 3;
SET sql_mode = 'ORACLE';
