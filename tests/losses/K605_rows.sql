# Twice and one more, or one more and twice.
== a
CREATE TABLE item(id INTEGER PRIMARY KEY, price INTEGER);
== b
-- down_revision: a
-- kiln:upgrade
UPDATE item SET price = price * 2 WHERE price > 0;
== c
-- down_revision: a
-- kiln:upgrade
UPDATE item SET price = price + 1 WHERE price > 0;
== merge
-- down_revision: b, c
-- kiln:upgrade  -- expect K605 "the rows of 'item' are others where 'c' has run before 'b'"
