# What the new release wrote, and the downgrade does not see to.
== a
CREATE TABLE t (id int PRIMARY KEY, a varchar(20) NOT NULL);
== b
-- kiln:upgrade
-- kiln:allow K621: small
ALTER TABLE t MODIFY a varchar(20);
-- kiln:downgrade
ALTER TABLE t MODIFY a varchar(20) NOT NULL;  -- expect K601
