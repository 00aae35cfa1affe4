# A CHECK, a foreign key, NOT NULL: all rows are read under the lock.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, p_id int, a int, b int);
== b
ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);  -- expect K609 K622 "'positive'"
ALTER TABLE t ADD CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p;  -- expect K609 K622 "'to_p'"
ALTER TABLE t ALTER a SET NOT NULL;  -- expect K622 "for NULLs in 'a'"
== c
ALTER TABLE t ADD CONSTRAINT late CHECK (b > 0) NOT VALID;
ALTER TABLE t VALIDATE CONSTRAINT late;  -- expect K622 "'late'"
ALTER TABLE t ADD CHECK (b IS NOT NULL OR a > 1) NOT VALID;
ALTER TABLE t ALTER b SET NOT NULL;  -- expect K601 K622 "'b'"
