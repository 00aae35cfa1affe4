# A program links the drivers of its dialects: without SQLite among them, no SQLite.
use_project(without_sqlite)

# A server that is named is asked, and no other; what it is called is in no output.
configure(succeeds "-DKiln_POSTGRESQL_URL=postgresql://me:s3cret@/x?host=/nonexistent")
build(fails PRINTS "Kiln_POSTGRESQL_URL: cannot connect to .*\\[K334\\]" NOT "s3cret")

configure(succeeds -DKiln_POSTGRESQL_URL=)
build(succeeds)
run_program(service PRINTS "^1 revision, 1 drivers\n"
  "this program has no driver for sqlite, which the URL .* asks for \\[K402\\]; name DIALECT sqlite in add_migrations\\(\\)"
  "cannot connect to the database 'shop' on '/nowhere': .*\\[K401\\]")
find_program(readelf readelf)
if(readelf)
  run(succeeds COMMAND ${readelf} --dynamic "${build}/service" PRINTS "libc\\.so" NOT "sqlite")
endif()
find_program(nm nm)
if(nm)
  run(succeeds COMMAND ${nm} --undefined-only "${build}/service" NOT "sqlite3_")
endif()
