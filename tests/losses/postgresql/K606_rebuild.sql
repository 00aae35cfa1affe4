# Index, trigger, CHECK, UNIQUE, foreign key, DEFAULT, NOT NULL and the counter of keys.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id serial PRIMARY KEY, name text NOT NULL DEFAULT 'x', n int, p_id int,
    CONSTRAINT once UNIQUE (name), CONSTRAINT positive CHECK (n > 0), CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE);
CREATE INDEX t_n ON t (n);
CREATE FUNCTION trimmed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.name := trim(NEW.name); RETURN NEW; END $$;
CREATE TRIGGER t_added BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trimmed();
== b
CREATE TABLE t2 (id int PRIMARY KEY, name text, n bigint, p_id int);
INSERT INTO t2 (id, name, n, p_id) SELECT id, name, n, p_id FROM t;
DROP TABLE t;  -- expect K606 "index 't_n'" K606 "trigger 't_added'" K606 "UNIQUE 'once'" K606 "CHECK 'positive'" K606 "foreign key 'to_p'" K606 "DEFAULT of column 'name'" K606 "NOT NULL of column 'name'" K606 "DEFAULT of column 'id'"
ALTER TABLE t2 RENAME TO t;
