# A struct more is a table more, also in a database that has rows.
use_project(records)
use_kiln()
use_database(records.db)
configure(succeeds)
build(succeeds)
run_program(records "${database}" TEXT "applied 1975ea83b712\nat 1975ea83b712\n")
sql("INSERT INTO user VALUES (1, 'Ada', 'London'), (2, 'Grace', NULL)" "")

edit("${source}/models.hpp" "inline constexpr" "struct Record {
    std::int64_t id;
    std::int64_t user_id;
    std::string title;
    double seconds;
};

inline constexpr")
edit("${source}/models.hpp" "kiln::index(&User::name))" "kiln::index(&User::name)),
    kiln::table<Record>(\"record\", kiln::primary_key(&Record::id).autoincrement(),
                        kiln::foreign_key(&Record::user_id).references(&User::id)
                            .on_delete(kiln::cascade),
                        kiln::unique(&Record::user_id, &Record::title),
                        kiln::check(\"seconds > 0\"))")
build(fails TEXT "models.hpp: error: the models have table 'record', and the revisions do not make it")
kiln(succeeds ARGUMENTS revision --autogenerate -m "create records" --rev-id 2b
  PRINTS "Detected added table 'record'")
find_revision(create_records)
file(READ "${revision}" text)
string(FIND "${text}" [==[-- kiln:upgrade
CREATE TABLE record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    seconds REAL NOT NULL,
    FOREIGN KEY (user_id) REFERENCES user (id) ON DELETE CASCADE,
    UNIQUE (user_id, title),
    CHECK (seconds > 0)
);

-- kiln:downgrade
DROP TABLE record;
]==] position)
if(position EQUAL -1)
  fail("it wrote\n${text}")
endif()

build(succeeds)
run_program(records "${database}" TEXT "applied 2b\nat 2b\n")
sql("INSERT INTO record VALUES (5, 1, 'Notes', 1.5); SELECT name, city, title FROM user LEFT JOIN record ON user_id = user.id"
  "Ada|London|Notes\nGrace||\n")
kiln(succeeds ARGUMENTS --url "${database}" downgrade -1)
sql("SELECT name FROM sqlite_schema WHERE name = 'record'; SELECT * FROM user" "1|Ada|London\n2|Grace|\n")
