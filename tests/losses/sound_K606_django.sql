== a
CREATE TABLE "app_item" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(20) NOT NULL);
CREATE INDEX "app_item_name_1a2b" ON "app_item" ("name");
== b
CREATE TABLE "new__app_item" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "size" integer NULL, "name" varchar(50) NOT NULL);
INSERT INTO "new__app_item" ("id", "name", "size") SELECT "id", "name", NULL FROM "app_item";
DROP TABLE "app_item";
ALTER TABLE "new__app_item" RENAME TO "app_item";
CREATE INDEX "app_item_name_1a2b" ON "app_item" ("name");
