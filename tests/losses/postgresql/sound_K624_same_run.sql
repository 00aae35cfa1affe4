# A commit in between, another text, another value.
== a
CREATE TYPE mood AS ENUM ('good');
CREATE TYPE color AS ENUM ('bad');
CREATE TABLE t (id int, mood mood, color color, note text);
== b
ALTER TYPE mood ADD VALUE 'bad';
== c
UPDATE t SET note = 'bad', color = 'bad' WHERE id = 1;
== d
-- kiln:upgrade no-transaction
ALTER TYPE mood ADD VALUE 'worse';
== e
UPDATE t SET mood = 'worse' WHERE id = 1;
UPDATE t SET mood = 'bad' WHERE id = 2;
