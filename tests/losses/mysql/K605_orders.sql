# One of them fails, the schema is another one, rows are: at the merge, or at the later of two heads.
== a
CREATE TABLE item (id int PRIMARY KEY, name varchar(40), price int);
CREATE TABLE tax (id int PRIMARY KEY, price int NOT NULL);
== b1
-- down_revision: a
-- kiln:upgrade
CREATE INDEX item_name ON item (name);
== c1
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item RENAME TO article;
== m1
-- down_revision: b1, c1
-- kiln:upgrade  -- expect K605 "'b1' fails where 'c1' has run before it"
== b2
-- down_revision: m1
-- kiln:upgrade
CREATE TABLE IF NOT EXISTS tag (name varchar(40));
== c2
-- down_revision: m1
-- kiln:upgrade
CREATE TABLE IF NOT EXISTS tag (name varchar(40), color varchar(40));
== m2
-- down_revision: b2, c2
-- kiln:upgrade  -- expect K605 "column tag.color is left over"
== b3
-- down_revision: m2
-- kiln:upgrade
UPDATE tax SET price = price * 2 WHERE price > 0;
== c3
-- down_revision: m2
-- kiln:upgrade  -- expect K605 "the rows of 'tax' are others where 'c3' has run before 'b3'"
UPDATE tax SET price = price + 1 WHERE price > 0;
