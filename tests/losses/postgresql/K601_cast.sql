# Texts that are no numbers, numbers that are too large, children of rows that go.
== a
CREATE TABLE p (id bigint PRIMARY KEY, code text);
CREATE TABLE c (id bigint PRIMARY KEY, p_id bigint NOT NULL REFERENCES p);
== b
-- kiln:allow K621: small
ALTER TABLE p ALTER code TYPE int USING code::int;  -- expect K601 "invalid input syntax"
== c
-- kiln:allow K621: small
ALTER TABLE c ALTER id TYPE int;  -- expect K601 "out of range"
== d
-- kiln:allow K612: all of them
DELETE FROM p;  -- expect K601 "violates foreign key constraint"
