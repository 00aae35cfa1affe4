# The order of columns, branches that have nothing in common, what is another one each time, and one
# that is meant.
== a
CREATE TABLE item (id int PRIMARY KEY, name text, made text);
CREATE TABLE tax (id int PRIMARY KEY, price int NOT NULL);
== b1
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item ADD b int;
UPDATE item SET made = random()::text WHERE id > 0;
== c1
-- down_revision: a
-- kiln:upgrade
ALTER TABLE item ADD c int DEFAULT 1;
CREATE TABLE other (id int PRIMARY KEY);
== m1
-- down_revision: b1, c1
-- kiln:upgrade
CREATE TABLE last (id int PRIMARY KEY);
== b2
-- down_revision: m1
-- kiln:upgrade
UPDATE tax SET price = price * 2 WHERE price > 0;
== c2
-- down_revision: m1
-- kiln:upgrade
UPDATE tax SET price = price + 1 WHERE price > 0;
== m2
-- down_revision: b2, c2
-- kiln:upgrade
-- kiln:allow K605: no database has prices yet
