# All made again, by other names too; what was dropped by its name; what the rebuild was for.
== a
CREATE TABLE t (id int PRIMARY KEY, name varchar(40) NOT NULL DEFAULT 'x', n int, CONSTRAINT positive CHECK (n > 0));
CREATE INDEX t_n ON t (n);
CREATE INDEX t_name ON t (name);
CREATE TABLE u (id int PRIMARY KEY, n int, CONSTRAINT small CHECK (n < 1000000000));
CREATE TABLE w (id int PRIMARY KEY, name varchar(40));

CREATE TRIGGER w_added BEFORE INSERT ON w FOR EACH ROW SET NEW.name = trim(NEW.name);
== b
DROP INDEX t_name ON t;
CREATE TABLE t2 (id int PRIMARY KEY, name varchar(40) NOT NULL DEFAULT 'x', n bigint, CONSTRAINT more CHECK (n > 0));
INSERT INTO t2 (id, name, n) SELECT id, name, n FROM t;
DROP TABLE t;
RENAME TABLE t2 TO t;
CREATE INDEX t_by_n ON t (n);
== c
CREATE TABLE u2 (id int PRIMARY KEY, n int);
INSERT INTO u2 (id, n) SELECT id, n FROM u;
DROP TABLE u;
RENAME TABLE u2 TO u;
== d
CREATE TABLE w2 (id int PRIMARY KEY, name varchar(40), more int);
INSERT INTO w2 (id, name) SELECT id, name FROM w;
DROP TABLE w;
RENAME TABLE w2 TO w;
CREATE TRIGGER w_trims BEFORE INSERT ON w FOR EACH ROW SET NEW.name = trim(NEW.name);
== e
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE v (id int PRIMARY KEY, p_id int, FOREIGN KEY (p_id) REFERENCES p (id));
== f
CREATE TABLE v2 (id int PRIMARY KEY, p_id int);
INSERT INTO v2 (id, p_id) SELECT id, p_id FROM v;
DROP TABLE v;
RENAME TABLE v2 TO v;
