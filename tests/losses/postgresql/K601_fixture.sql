# Rows of a fixture are those that are tried, and there are no others in that table.
== a
-- kiln:upgrade
CREATE TABLE t (id int PRIMARY KEY, code text);
-- kiln:fixture
INSERT INTO t VALUES (1, '12'), (2, '13');
== b
-- kiln:upgrade
-- kiln:allow K621: small
ALTER TABLE t ALTER code TYPE int USING code::int;
-- kiln:fixture
INSERT INTO t VALUES (3, NULL);
== c
-- kiln:allow K622: small
ALTER TABLE t ALTER code SET NOT NULL;  -- expect K601 "contains null values"
