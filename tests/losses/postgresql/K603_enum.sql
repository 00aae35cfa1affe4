# Another type's value may be renamed beside it.
== a
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE level AS ENUM ('low', 'high');
CREATE TABLE t (id int PRIMARY KEY, m mood NOT NULL, l level NOT NULL);
== b
-- kiln:allow K621: small
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
ALTER TABLE t ALTER l TYPE level USING 'low';  -- expect K603 "column 'l' of 't'"
