== a
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, changed TEXT);
CREATE TRIGGER item_changed AFTER UPDATE OF name ON item BEGIN
  UPDATE item SET changed = 'now' WHERE id = NEW.id;
END;
== b
DROP TRIGGER IF EXISTS "Item_Changed";
ALTER TABLE item RENAME TO item_old;
CREATE TABLE item(id INTEGER PRIMARY KEY, name TEXT, changed TEXT, n INTEGER);
INSERT INTO item(id, name, changed) SELECT id, name, changed FROM item_old;
DROP TABLE item_old;
