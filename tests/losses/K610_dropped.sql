# Another case and quotes: the rows are gone all the same.
== a
CREATE TABLE Fax(id INTEGER PRIMARY KEY, number TEXT);
== b
DROP TABLE IF EXISTS main."fax";  -- expect K610 "table 'Fax' and its rows"
