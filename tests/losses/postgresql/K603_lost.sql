# Rounded, cut, dropped and made again, swapped.
== a
CREATE TABLE t (id int PRIMARY KEY, amount numeric, note text, at timestamp, a text, b text, c text);
CREATE TABLE u (id int PRIMARY KEY, a text, b text);
== b
-- kiln:allow K621: small
ALTER TABLE t ALTER amount TYPE int;  -- expect K603 "column 'amount' of 't'"
== c
-- kiln:allow K621: small
ALTER TABLE t ALTER note TYPE varchar(10) USING note::varchar(10);  -- expect K603 "'note'"
== d
-- kiln:allow K621: small
ALTER TABLE t ALTER at TYPE date;  -- expect K603 "'at'"
== e
ALTER TABLE t DROP c;  -- expect K603 "'c'"
ALTER TABLE t ADD c text;
== f
CREATE TABLE u2 (id int PRIMARY KEY, a text, b text);
INSERT INTO u2 (id, b, a) SELECT id, a, b FROM u;
DROP TABLE u;  -- expect K603 "'a'" K603 "'b'"
ALTER TABLE u2 RENAME TO u;
