# Every fault of the call ends the configuration with a message that names the call.
use_project(bad_arguments)

# refuses(<call> <message> [<hint>])
function(refuses call message)
  set(text "   ${message}\n")
  if(ARGC GREATER 2)
    string(APPEND text "   hint: ${ARGV2}\n")
  endif()
  configure(fails -DLANGUAGES=CXX "-DCALL=${call}" TEXT "${text}")
endfunction()

set(known "known are DIRECTORY, NAMESPACE, HEADER, DIALECT, TYPE, ALLOW_MULTIPLE_HEADS, NO_ROUND_TRIP, NO_TESTS, EXCLUDE_FROM_ALL, FOLDER, MODELS, METADATA, CONFIG, EXTENSIONS, LINK_LIBRARIES, SCHEMA, DATABASE, REPORT")
set(as_in_include "give the path as in #include, such as clinic/db/migrations.hpp")

# The name.
refuses([[add_migrations()]] "add_migrations(): the name of the target is missing"
  "add_migrations(<target> DIRECTORY migrations)")
refuses([[add_migrations(DIRECTORY migrations)]]
  "add_migrations(): the name of the target is missing in front of DIRECTORY"
  "add_migrations(<target> DIRECTORY ...)")
refuses([[add_migrations("a b")]] "add_migrations(): 'a b' cannot be the name of a target"
  "use letters, digits and any of _ . + -")
refuses([[add_migrations(taken)]] "add_migrations(taken): there is a target 'taken' already"
  "give each call a name of its own")
refuses([[add_migrations(db)
add_migrations(db)]] "add_migrations(db): there is a target 'db' already"
  "give each call a name of its own")

# Arguments that there are not, or not so.
refuses([[add_migrations(clinic_db FOO)]] "add_migrations(clinic_db): unknown argument 'FOO'"
  "${known}")
refuses([[kiln_add_migrations(clinic_db FOO)]]
  "kiln_add_migrations(clinic_db): unknown argument 'FOO'" "${known}")
refuses([[add_migrations(clinic_db NO_TESTS "")]] "add_migrations(clinic_db): unknown argument ''"
  "${known}")
refuses([[add_migrations(clinic_db NAMESPACE a b)]] "add_migrations(clinic_db): unknown argument 'b'"
  "${known}")
refuses([[add_migrations(clinic_db DIRECTORY migrations ALLOW_MULTIPLE_HEAD)]]
  "add_migrations(clinic_db): unknown argument 'ALLOW_MULTIPLE_HEAD'" "${known}")
foreach(keyword IN ITEMS DIRECTORY NAMESPACE HEADER DIALECT TYPE FOLDER MODELS METADATA CONFIG EXTENSIONS
    SCHEMA DATABASE REPORT)
  refuses("add_migrations(clinic_db ${keyword})" "add_migrations(clinic_db): ${keyword} needs a value")
endforeach()
refuses([[add_migrations(clinic_db NAMESPACE NO_TESTS)]]
  "add_migrations(clinic_db): NAMESPACE needs a value")
refuses([[add_migrations(clinic_db DIRECTORY "")]]
  "add_migrations(clinic_db): DIRECTORY has an empty value")
refuses([[add_migrations(clinic_db NAMESPACE a NAMESPACE b)]]
  "add_migrations(clinic_db): NAMESPACE is given twice")

# Settings.
refuses([[add_migrations(clinic_db CONFIG nowhere.toml)]]
  "add_migrations(clinic_db): CONFIG '${source}/nowhere.toml' is not a file")
refuses([[add_migrations(clinic_db CONFIG migrations)]]
  "add_migrations(clinic_db): CONFIG '${source}/migrations' is not a file")

# Outputs.
refuses([[add_migrations(clinic_db SCHEMA .)]]
  "add_migrations(clinic_db): SCHEMA '${build}' is a folder" "name a file")
refuses([[add_migrations(clinic_db SCHEMA a.sql DATABASE a.sql)]]
  "add_migrations(clinic_db): SCHEMA and DATABASE are one file" "give each a name of its own")
refuses([[add_migrations(clinic_db DATABASE a.db REPORT a.db)]]
  "add_migrations(clinic_db): DATABASE and REPORT are one file" "give each a name of its own")
refuses([[add_migrations(clinic_db DIALECT postgresql DATABASE a.db)]]
  "add_migrations(clinic_db): DATABASE is a file of SQLite's, and DIALECT does not name sqlite"
  "name it, or leave DATABASE out")

# Extensions.
refuses([[add_migrations(clinic_db EXTENSIONS nowhere)]]
  "add_migrations(clinic_db): EXTENSIONS 'nowhere' is no target"
  "make it before the call, or name its file in kiln.toml: extensions = [\"...\"]")
refuses([[add_migrations(clinic_db EXTENSIONS taken)]]
  "add_migrations(clinic_db): EXTENSIONS 'taken' is no library that SQLite can load"
  "make it with: add_library(taken MODULE ...)")

# Folders.
refuses([[add_migrations(clinic_db DIRECTORY nowhere)]]
  "add_migrations(clinic_db): DIRECTORY '${source}/nowhere' does not exist"
  "make it with: kiln init '${source}/nowhere'")
refuses([[add_migrations(clinic_db DIRECTORY file.txt)]]
  "add_migrations(clinic_db): DIRECTORY '${source}/file.txt' is not a folder")
refuses([[add_migrations(clinic_db DIRECTORY migrations ./migrations)]]
  "add_migrations(clinic_db): DIRECTORY '${source}/migrations' is given twice")
refuses([[add_migrations(clinic_db DIRECTORY "a;b")]]
  "add_migrations(clinic_db): the argument 'a;b' holds ';', which breaks CMake's lists"
  "pass a list without quotes, and rename a folder whose name holds one")
foreach(character IN ITEMS "#" "\"" "|")
  file(MAKE_DIRECTORY "${source}/a${character}b")
  refuses("add_migrations(clinic_db DIRECTORY [=[a${character}b]=])"
    "add_migrations(clinic_db): the path '${source}/a${character}b' holds '${character}', which no build tool carries"
    "rename the folder")
endforeach()
file(MAKE_DIRECTORY "${source}/links")
file(CREATE_LINK nothing "${source}/links/a1.sql" SYMBOLIC)
refuses([[add_migrations(clinic_db DIRECTORY links)]]
  "add_migrations(clinic_db): '${source}/links/a1.sql' is a link that leads nowhere"
  "mend the link or remove it")

# Names of C++.
foreach(name IN ITEMS "1a" "a::" "::a" "a.b" "a:b" "a b" "a::b-c")
  refuses("add_migrations(clinic_db NAMESPACE \"${name}\")"
    "add_migrations(clinic_db): NAMESPACE '${name}' is not a C++ namespace"
    "write names joined by '::', such as clinic::db")
endforeach()
refuses([[add_migrations(clinic_db NAMESPACE a::new::b)]]
  "add_migrations(clinic_db): NAMESPACE 'a::new::b' holds 'new', which is reserved"
  "choose another with NAMESPACE")
refuses([[add_migrations(delete)]]
  "add_migrations(delete): NAMESPACE 'delete' holds 'delete', which is reserved"
  "choose another with NAMESPACE")
refuses([[add_migrations(clinic_db HEADER /a.hpp)]]
  "add_migrations(clinic_db): HEADER '/a.hpp' is not relative" "${as_in_include}")
foreach(name IN ITEMS "../a.hpp" "a/../a.hpp" "a/../../a.hpp")
  refuses("add_migrations(clinic_db HEADER ${name})"
    "add_migrations(clinic_db): HEADER '${name}' holds '..'" "${as_in_include}")
endforeach()
refuses([[add_migrations(clinic_db HEADER migrations)]]
  "add_migrations(clinic_db): HEADER 'migrations' is not the name of a header"
  "let it end in .hpp")
refuses([[add_migrations(clinic_db HEADER [=[a\b.hpp]=])]]
  "add_migrations(clinic_db): HEADER 'a\\b.hpp' holds a character that #include or a build tool cannot carry"
  "use letters, digits, '_', '-', '.' and '/'")

# Choices.
refuses([[add_migrations(clinic_db TYPE SHARED)]] "add_migrations(clinic_db): unknown TYPE 'SHARED'"
  "known are STATIC, OBJECT")
refuses([[add_migrations(clinic_db TYPE STATIC OBJECT)]]
  "add_migrations(clinic_db): unknown argument 'OBJECT'" "${known}")
refuses([[add_migrations(clinic_db DIALECT sqlite oracle)]]
  "add_migrations(clinic_db): unknown DIALECT 'oracle'" "known are sqlite, postgresql, mysql")
refuses([[add_migrations(clinic_db DIALECT sqlite sqlite)]]
  "add_migrations(clinic_db): DIALECT 'sqlite' is given twice")

# The project.
file(REMOVE_RECURSE "${build}")
configure(fails -DLANGUAGES=C "-DCALL=add_migrations(clinic_db)"
  TEXT "   add_migrations(clinic_db): the project has no C++\n   hint: add CXX to the LANGUAGES of project()\n")

# Models.
refuses([[add_migrations(clinic_db MODELS file.txt)]] "add_migrations(clinic_db): MODELS needs METADATA"
  "METADATA clinic::metadata names the kiln::metadata() in the header")
refuses([[add_migrations(clinic_db METADATA clinic::metadata)]]
  "add_migrations(clinic_db): METADATA needs MODELS" "MODELS models.hpp names the header")
refuses([[add_migrations(clinic_db MODELS nosuch.hpp METADATA clinic::metadata)]]
  "add_migrations(clinic_db): MODELS '${source}/nosuch.hpp' is not a file")
refuses([[add_migrations(clinic_db DIALECT mysql MODELS file.txt METADATA clinic::metadata)]]
  "add_migrations(clinic_db): MODELS needs DIALECT sqlite: they are compared with what the revisions make there")
