# A column without a default; NULLs that are there; one constant for all.
== a
CREATE TABLE t (id int PRIMARY KEY, a text, b int);
== b
ALTER TABLE t ADD c text NOT NULL;  -- expect K601 "contains null values"
== c
-- kiln:allow K622: small
ALTER TABLE t ALTER a SET NOT NULL;  -- expect K601
== d
ALTER TABLE t ADD d text NOT NULL DEFAULT 'x';
-- kiln:allow K623: small
ALTER TABLE t ADD UNIQUE (d);  -- expect K601 "could not create unique index"
