# Tried on rows as any other.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(20));
== b
-- kiln:upgrade no-transaction
-- kiln:allow K621: small
ALTER TABLE t MODIFY a int;  -- expect K601
