# A database at the branch that adds a column loses it and its values to the other one's rebuild.
== a
CREATE TABLE album(id INTEGER PRIMARY KEY, title TEXT);
== b_rebuild
-- down_revision: a
-- kiln:upgrade
CREATE TABLE album_new(id INTEGER PRIMARY KEY, title TEXT NOT NULL DEFAULT '');
INSERT INTO album_new SELECT id, coalesce(title, '') FROM album;
DROP TABLE album;
ALTER TABLE album_new RENAME TO album;
== c_artwork
-- down_revision: a
-- kiln:upgrade
ALTER TABLE album ADD COLUMN artwork TEXT;
== merge
-- down_revision: b_rebuild, c_artwork
-- kiln:upgrade  -- expect K605 "'c_artwork' has run before 'b_rebuild': table 'album': column 'artwork' is missing"
