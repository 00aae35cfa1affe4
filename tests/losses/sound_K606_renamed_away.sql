# As `kiln alter` writes it: the old table goes by another name, so that what ANALYZE found out stays.
== a
CREATE TABLE p(name TEXT PRIMARY KEY);
CREATE TABLE t(name TEXT, p TEXT REFERENCES p(name));
CREATE INDEX t_name ON t(name);
CREATE TABLE child(t TEXT REFERENCES t(name));
CREATE UNIQUE INDEX t_key ON t(name);
CREATE VIEW v AS SELECT name FROM t;
CREATE VIRTUAL TABLE t_text USING fts5(name, content = 't');
CREATE TRIGGER t_added AFTER INSERT ON t BEGIN INSERT OR IGNORE INTO p VALUES (NEW.p); END;
== b
CREATE TABLE new_t(name TEXT, p TEXT REFERENCES p(name), at TEXT);
INSERT INTO new_t (rowid, name, p) SELECT rowid, name, p FROM t;
PRAGMA legacy_alter_table = ON;
ALTER TABLE t RENAME TO old_t;
ALTER TABLE new_t RENAME TO t;
PRAGMA legacy_alter_table = OFF;
DROP TABLE old_t;
CREATE INDEX t_name ON t(name);
CREATE UNIQUE INDEX t_key ON t(name);
CREATE TRIGGER t_added AFTER INSERT ON t BEGIN INSERT OR IGNORE INTO p VALUES (NEW.p); END;
