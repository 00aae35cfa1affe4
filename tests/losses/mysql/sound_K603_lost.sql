# Wider types, renames and swaps, another character set or order of labels, an UPDATE that says so.
== a
CREATE TABLE t (id int PRIMARY KEY, amount int, note varchar(50), at date, a varchar(40), b varchar(40),
    mood enum('good', 'bad'), code char(10)) DEFAULT CHARSET = latin1;
== b
-- kiln:allow K621: small
ALTER TABLE t MODIFY amount bigint, MODIFY note text, MODIFY at datetime, MODIFY code varchar(20);
ALTER TABLE t CHANGE a b varchar(40), CHANGE b a varchar(40);
ALTER TABLE t RENAME COLUMN a TO c;
UPDATE t SET t.b = lower(b) WHERE b IS NOT NULL;
-- kiln:allow K621: small
ALTER TABLE t CONVERT TO CHARACTER SET utf8mb4;
-- kiln:allow K621: small
ALTER TABLE t MODIFY mood enum('bad', 'good', 'worse');
== c
ALTER TABLE t ADD new_amount varchar(40);
UPDATE t SET new_amount = amount WHERE amount IS NOT NULL;
-- kiln:allow K611: kept beside it
ALTER TABLE t DROP amount;
