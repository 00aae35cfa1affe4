# What a table is given when it stands alone is new.
== a
CREATE TABLE t (at date NOT NULL, a int CHECK (a >= 0)) PARTITION BY RANGE (at);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2000-01-01') TO ('2100-01-01');
== b
-- kiln:allow K622: small
ALTER TABLE t DETACH PARTITION t_1;
ALTER TABLE t_1 ADD CONSTRAINT small CHECK (a < 9);  -- expect K609 "CHECK 'small'"
