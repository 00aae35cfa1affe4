# Index, trigger, CHECK, UNIQUE, foreign key, DEFAULT, NOT NULL and the counter of keys.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, name varchar(40) NOT NULL DEFAULT 'x', n int, p_id int,
    CONSTRAINT once UNIQUE (name), CONSTRAINT positive CHECK (n > 0), CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE);
CREATE INDEX t_n ON t (n);
CREATE TRIGGER t_added BEFORE INSERT ON t FOR EACH ROW SET NEW.name = trim(NEW.name);
== b
CREATE TABLE t2 (id int PRIMARY KEY, name varchar(40), n bigint, p_id int);
INSERT INTO t2 (id, name, n, p_id) SELECT id, name, n, p_id FROM t;
DROP TABLE t;  -- expect K606 "index 't_n'" K606 "trigger 't_added'" K606 "UNIQUE 'once'" K606 "CHECK 'positive'" K606 "foreign key 'to_p'" K606 "DEFAULT of column 'name'" K606 "NOT NULL of column 'name'" K606 "AUTO_INCREMENT of column 'id'"
RENAME TABLE t2 TO t;
== c
CREATE TABLE v (id int PRIMARY KEY, p_id int, n int, FOREIGN KEY (p_id) REFERENCES p (id));
CREATE INDEX v_both ON v (p_id, n);
== d
CREATE TABLE v2 (id int PRIMARY KEY, p_id int, n bigint);
INSERT INTO v2 (id, p_id, n) SELECT id, p_id, n FROM v;
DROP TABLE v;  -- expect K606 "index 'v_both'" K606 "foreign key 'v_ibfk_1'"
RENAME TABLE v2 TO v;
