# Conditions that rows are made for: of domains, by lengths, by patterns, by several columns.
== a
CREATE DOMAIN sha AS bytea CONSTRAINT twenty CHECK (octet_length(VALUE) = 20);
CREATE DOMAIN percent AS smallint CHECK (VALUE IS NULL OR VALUE BETWEEN 0 AND 100);
CREATE DOMAIN country AS text CHECK (VALUE ~ '^[A-Z]{2}$');
CREATE DOMAIN mail AS text CHECK (VALUE ~* '^[^@\s]+@[^@\s]+\.[a-z]{2,}$' AND length(VALUE) < 100);
CREATE TABLE t (id sha PRIMARY KEY, rate percent NOT NULL, home country NOT NULL, address mail NOT NULL, more mail);
CREATE TABLE u (t_id sha NOT NULL REFERENCES t (id),
    code char(3) NOT NULL CHECK (code ~ '^[A-Z]{3}$'),
    slug varchar(60) NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    url text NOT NULL CHECK (url LIKE 'https://%.example/_%'),
    token text NOT NULL CHECK (char_length(token) = 43),
    low int NOT NULL, high int NOT NULL, CHECK (low < high AND high <= 12));
CREATE TABLE v (code varchar(9) NOT NULL CHECK (code LIKE 'AB%'), CHECK (char_length(code) = 4), CHECK (code <> 'ABaa' AND code >= 'ABA'));
CREATE TABLE either (a int, b text, c int, d text, e date, CHECK (a IS NOT NULL AND b IS NOT NULL AND c IS NULL AND d IS NULL AND e IS NULL OR a IS NULL AND b IS NULL AND c IS NOT NULL AND d IS NOT NULL AND e IS NOT NULL));
CREATE TABLE one_of (kind varchar(20) NOT NULL, a int, b int, c int, CHECK (kind = 'number' AND a IS NOT NULL AND b IS NULL AND c IS NULL OR kind = 'letter' AND a IS NULL AND b IS NOT NULL AND c IS NOT NULL));
CREATE TABLE counted (c int, d text, e date, CHECK (num_nonnulls(c, d, e) = 1));
== b
-- kiln:allow K622: small
ALTER TABLE t ALTER COLUMN more SET NOT NULL;  -- expect K601 "contains null values"
