# A value of an enum that is called otherwise is the same one.
== a
CREATE SCHEMA s;
CREATE TYPE s.mood AS ENUM ('sad', 'ok');
CREATE TYPE "Level" AS ENUM ('low', 'high');
CREATE TABLE t (id int PRIMARY KEY, m s.mood, l "Level" NOT NULL, many s.mood[]);
== b
ALTER TYPE s.mood RENAME VALUE 'ok' TO 'fine';
ALTER TYPE "Level" RENAME VALUE 'low' TO 'lower';
