# Days and keys of other tables are the same, and none is where the rows of another went.
== a
CREATE TABLE cache_index (user_id integer NOT NULL, mailbox varchar(255) NOT NULL, changed datetime NOT NULL DEFAULT '', valid smallint NOT NULL DEFAULT '0', data text NOT NULL, PRIMARY KEY (user_id, mailbox));
CREATE TABLE cache_thread (user_id integer NOT NULL, mailbox varchar(255) NOT NULL, changed datetime NOT NULL DEFAULT '', data text NOT NULL, PRIMARY KEY (user_id, mailbox));
== b
DROP TABLE cache_index;  -- expect K602 "all rows of 'cache_index'"
DROP TABLE cache_thread;  -- expect K602 "all rows of 'cache_thread'"
CREATE TABLE cache_index (user_id integer NOT NULL, mailbox varchar(255) NOT NULL, expires datetime, valid smallint NOT NULL DEFAULT '0', data text NOT NULL, PRIMARY KEY (user_id, mailbox));
CREATE TABLE cache_thread (user_id integer NOT NULL, mailbox varchar(255) NOT NULL, expires datetime, data text NOT NULL, PRIMARY KEY (user_id, mailbox));
== c
CREATE TABLE kept (user_id integer NOT NULL, mailbox varchar(255) NOT NULL, expires datetime, valid smallint, data text NOT NULL);
INSERT INTO kept SELECT * FROM cache_index;
DROP TABLE cache_index;
CREATE TABLE cache_index (user_id integer NOT NULL, mailbox varchar(255) NOT NULL, data text NOT NULL, PRIMARY KEY (user_id, mailbox));
DROP TABLE kept;  -- expect K602 "all rows of 'cache_index'"
