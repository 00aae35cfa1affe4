# What writes all rows anew.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, a int, b text, c varchar(20)) DEFAULT CHARSET = latin1;
== b
ALTER TABLE t MODIFY a bigint;  -- expect K621 "'t'"
ALTER TABLE t ENGINE = InnoDB;  -- expect K621
UPDATE t SET a = 1 WHERE a IS NULL;
ALTER TABLE t MODIFY a bigint NOT NULL;  -- expect K621
ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;  -- expect K621
