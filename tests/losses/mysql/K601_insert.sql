# A row that may be there already; a duplicate of one constant.
== a
CREATE TABLE t (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20) NOT NULL, UNIQUE (name));
== b
UPDATE t SET name = 'x' WHERE name <> 'y';  -- expect K601 "Duplicate entry"
