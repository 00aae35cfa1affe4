# Conditions that rows are made for: by lengths, by patterns, by several columns.
== a
CREATE TABLE u (id int PRIMARY KEY,
    code char(3) NOT NULL CHECK (code REGEXP BINARY '^[A-Z]{3}$'),
    slug varchar(60) NOT NULL UNIQUE CHECK (slug RLIKE '^[a-z0-9]+(-[a-z0-9]+)*$'),
    version varchar(60) NOT NULL CHECK (version REGEXP '^v\\d+\\.\\d{2}$'),
    url text NOT NULL CHECK (url LIKE 'https://%.example/_%'),
    token varchar(60) NOT NULL CHECK (char_length(token) = 43),
    low int NOT NULL, high int NOT NULL, more int, CHECK (low < high AND high <= 12));
CREATE TABLE v (code varchar(9) NOT NULL CHECK (code LIKE 'AB%'), CHECK (char_length(code) = 4), CHECK (code <> 'ABaa' AND code >= 'ABA'));
CREATE TABLE either (a int, b text, c int, d text, e date, CHECK (a IS NOT NULL AND b IS NOT NULL AND c IS NULL AND d IS NULL AND e IS NULL OR a IS NULL AND b IS NULL AND c IS NOT NULL AND d IS NOT NULL AND e IS NOT NULL));
CREATE TABLE one_of (kind varchar(20) NOT NULL, a int, b int, c int, CHECK (kind = 'number' AND a IS NOT NULL AND b IS NULL AND c IS NULL OR kind = 'letter' AND a IS NULL AND b IS NOT NULL AND c IS NOT NULL));
CREATE TABLE counted (c int, d text, e date, CHECK ((c IS NOT NULL) + (d IS NOT NULL) + (e IS NOT NULL) = 1));
== b
-- kiln:allow K621: small
ALTER TABLE u MODIFY more int NOT NULL;  -- expect K601 "Data truncated for column 'more'"
