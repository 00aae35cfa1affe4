# Nobody reads the trigger when the revision is written.
== a
CREATE TABLE a(id INTEGER PRIMARY KEY, x TEXT);
CREATE TABLE b(id INTEGER PRIMARY KEY, y TEXT);
CREATE TRIGGER tr AFTER UPDATE ON a BEGIN DELETE FROM b; END;
== b
UPDATE a SET x = 'new' WHERE x IS NOT NULL;  -- expect K602 "'b'"
