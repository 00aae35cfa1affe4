# New columns, rows that are mended, what was unique anyway, a CHECK that allows more, another action.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id int, a varchar(40), b int, CONSTRAINT small CHECK (b < 10),
    CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p (id));
== b
ALTER TABLE t ADD c int CHECK (c > 0);
ALTER TABLE t ADD UNIQUE (a, id);
-- kiln:allow K621: small
ALTER TABLE t DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (b < 20);
ALTER TABLE t DROP FOREIGN KEY to_p;
-- kiln:allow K621: small
ALTER TABLE t ADD CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE;
CREATE TABLE u (a int UNIQUE);
== c
DELETE x FROM t x JOIN t y ON x.a = y.a AND x.id > y.id;
CREATE UNIQUE INDEX a_once ON t (a);
