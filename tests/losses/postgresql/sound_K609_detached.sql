# What a partition had of its parent is no news when it stands alone.
== a
CREATE TABLE p (id int PRIMARY KEY);
CREATE TABLE t (at date NOT NULL, p_id int REFERENCES p, a int CHECK (a >= 0), PRIMARY KEY (at)) PARTITION BY RANGE (at);
CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM ('2000-01-01') TO ('2100-01-01');
CREATE TABLE parent (b int CONSTRAINT b_positive CHECK (b > 0));
CREATE TABLE child (c int) INHERITS (parent);
== b
ALTER TABLE t DETACH PARTITION t_1;
ALTER TABLE child NO INHERIT parent;
