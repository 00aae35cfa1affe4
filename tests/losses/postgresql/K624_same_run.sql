# Found at the ADD VALUE, too.
== a
CREATE TYPE mood AS ENUM ('good');
CREATE TABLE t (id int, mood mood);
== b
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'bad';  -- expect K624 "'bad'"
== c
SELECT 1;
== d
UPDATE t SET mood = 'bad' WHERE id = 1;  -- expect K301 "unsafe use"
