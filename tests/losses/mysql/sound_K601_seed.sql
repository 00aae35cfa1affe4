# Kiln's rows are in nobody's way: revisions may bring rows with keys of their own.
== a
CREATE TABLE role (id int unsigned AUTO_INCREMENT PRIMARY KEY, name varchar(30) UNIQUE NOT NULL);
CREATE TABLE person (
    id bigint unsigned AUTO_INCREMENT PRIMARY KEY,
    role_id int unsigned NOT NULL,
    mail varchar(100) NOT NULL CHECK (mail LIKE '%@%'),
    mood enum('good', 'bad') NOT NULL DEFAULT 'good',
    likes set('tea', 'it''s') NOT NULL,
    born date CHECK (born > '1900-01-01'),
    size decimal(4, 1) CHECK (size BETWEEN 30 AND 250),
    code char(3) NOT NULL CHECK (code REGEXP '^[A-Z]{3}$'),
    flag tinyint(1) NOT NULL DEFAULT 0 CHECK (flag IN (0, 1)),
    tiny tinyint unsigned NOT NULL,
    data json NOT NULL,
    raw blob,
    token binary(16) NOT NULL UNIQUE,
    bits bit(3) NOT NULL,
    born_in year,
    at timestamp NOT NULL DEFAULT current_timestamp ON UPDATE current_timestamp,
    spent time(3),
    place point NOT NULL,
    ratio double,
    born_year int AS (year(born)) STORED,
    boss bigint unsigned REFERENCES person (id),
    `Odd ``Name` char(36) CHARACTER SET ascii NOT NULL,
    first char(1) NOT NULL UNIQUE,
    UNIQUE (role_id, mail),
    FULLTEXT (mail),
    SPATIAL INDEX (place),
    FOREIGN KEY (role_id) REFERENCES role (id)
) DEFAULT CHARSET = utf8mb4;
CREATE TABLE grade (person_id bigint unsigned NOT NULL, n smallint NOT NULL CHECK (n IN (1, 2, 3)),
    PRIMARY KEY (person_id, n), FOREIGN KEY (person_id) REFERENCES person (id) ON DELETE CASCADE);
CREATE TABLE note (person_id bigint unsigned, n smallint, line text,
    FOREIGN KEY (person_id, n) REFERENCES grade (person_id, n));
CREATE TABLE event (at date NOT NULL, person_id bigint, kind smallint NOT NULL CHECK (kind IN (1, 2, 3)))
    PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2025), PARTITION p1 VALUES LESS THAN MAXVALUE);
== b
-- kiln:upgrade
INSERT INTO role (id, name) VALUES (1, 'admin'), (2, 'user');
INSERT INTO person (role_id, mail, code, likes, tiny, data, token, bits, place, `Odd ``Name`, first)
    VALUES (1, 'a@b', 'ABC', 'tea', 1, '{}', 'x', 1, ST_GeomFromText('POINT(1 1)'), 'n', '?');
ALTER TABLE event ADD note text;
-- kiln:allow K621: it has a FULLTEXT index
ALTER TABLE person ADD tiny_note text;
ALTER TABLE note ADD x int;
-- kiln:downgrade
ALTER TABLE note DROP x;
ALTER TABLE person DROP tiny_note;
ALTER TABLE event DROP note;
DELETE FROM person WHERE mail = 'a@b';
DELETE FROM role WHERE id IN (1, 2);
