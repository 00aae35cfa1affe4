# Texts that are no numbers or too long, numbers that are too large, without a sign or with one;
# characters that a character set does not have; a label that goes.
== a
CREATE TABLE t (id int PRIMARY KEY, code varchar(40), big bigint, plain int unsigned, minus int,
    name varchar(50) CHARACTER SET utf8mb4, mood enum('good', 'bad', 'worse'));
== b
-- kiln:allow K621: small
ALTER TABLE t MODIFY code int;  -- expect K601 "incorrect INTEGER value"
== c
-- kiln:allow K621: small
ALTER TABLE t MODIFY big int;  -- expect K601 "Out of range"
== d
-- kiln:allow K621: small
ALTER TABLE t MODIFY plain int;  -- expect K601 "Out of range"
== e
-- kiln:allow K621: small
ALTER TABLE t MODIFY name varchar(50) CHARACTER SET latin1;  -- expect K601 "Incorrect string value"
== f
-- kiln:allow K621: small
ALTER TABLE t MODIFY mood enum('good', 'worse');  -- expect K601 "truncated"
== g
-- kiln:allow K621: small
ALTER TABLE t MODIFY name varchar(10) CHARACTER SET utf8mb4;  -- expect K601 "too long"
