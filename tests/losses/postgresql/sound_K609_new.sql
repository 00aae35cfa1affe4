# New columns, rows that are mended, what was unique anyway, a CHECK that allows more, another action.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id int REFERENCES p, a text, b int CONSTRAINT small CHECK (b < 10));
== b
-- kiln:allow K622: small
-- kiln:allow K623: small
ALTER TABLE t ADD c int CHECK (c > 0);
ALTER TABLE t ADD UNIQUE (a, id);
ALTER TABLE t DROP CONSTRAINT small, ADD CONSTRAINT small CHECK (b < 20);
ALTER TABLE t DROP CONSTRAINT t_p_id_fkey, ADD FOREIGN KEY (p_id) REFERENCES p ON DELETE CASCADE;
CREATE TABLE u (a int UNIQUE);
== c
DELETE FROM t x USING t y WHERE x.a = y.a AND x.id > y.id;
-- kiln:allow K623: small
CREATE UNIQUE INDEX ON t (a);
