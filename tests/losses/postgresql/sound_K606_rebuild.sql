# All made again, by other names too; what was dropped by its name; what the rebuild was for.
== a
CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x', n int, CONSTRAINT positive CHECK (n > 0));
CREATE INDEX t_n ON t (n);
CREATE INDEX t_name ON t (name);
CREATE TABLE u (id int PRIMARY KEY, n int, CONSTRAINT small CHECK (n < 1000000000));
CREATE TABLE w (id int PRIMARY KEY, name text);
CREATE FUNCTION trimmed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := trim(NEW.name); RETURN NEW; END $$;
CREATE TRIGGER w_added BEFORE INSERT ON w FOR EACH ROW EXECUTE FUNCTION trimmed();
== b
DROP INDEX t_name;
CREATE TABLE t2 (id int PRIMARY KEY, name text NOT NULL DEFAULT 'x', n bigint, CONSTRAINT more CHECK (n > 0));
INSERT INTO t2 (id, name, n) SELECT id, name, n FROM t;
DROP TABLE t;
ALTER TABLE t2 RENAME TO t;
CREATE INDEX t_by_n ON t (n);
== c
CREATE TABLE u2 (id int PRIMARY KEY, n int);
INSERT INTO u2 (id, n) SELECT id, n FROM u;
DROP TABLE u;
ALTER TABLE u2 RENAME TO u;
== d
CREATE TABLE w2 (id int PRIMARY KEY, name text, more int);
INSERT INTO w2 (id, name) SELECT id, name FROM w;
DROP TABLE w;
ALTER TABLE w2 RENAME TO w;
CREATE TRIGGER w_trims BEFORE INSERT ON w FOR EACH ROW EXECUTE FUNCTION trimmed();
