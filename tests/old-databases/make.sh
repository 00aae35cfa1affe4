#!/bin/sh
# make.sh KILN: makes the databases of this folder that are missing. Those that are there are never
# made again: they are what released versions of Kiln have written.
set -eu
kiln=$1
folder=$(cd -- "$(dirname -- "$0")" && pwd -P)
clinic=$folder/../../test-projects/clinic/kiln.toml

# at NAME REVISION...: NAME.db with rows of each time
at() {
    file=$folder/$1.db
    shift
    [ ! -e "$file" ] || return 0
    sqlite3 "$file" 'PRAGMA page_size = 512; VACUUM'
    run() { "$kiln" -q -c "$clinic" --url "sqlite:///$file" upgrade "$1"; }
    run ae1027a6acf1
    sqlite3 "$file" "INSERT INTO patient (id, name) VALUES (1, 'Ada'), (2, 'Grace');
        INSERT INTO doctor (id, name) VALUES (1, 'Dr. Who')"
    for revision; do
        run "$revision"
        [ "$revision" != 5b0c9d3e7f21 ] || sqlite3 "$file" "INSERT INTO appointment VALUES
            (1, 1, 1, '2026-12-24 09:00', NULL), (2, 2, 1, '2026-12-24 11:00', 45)"
    done
}

at 0.1.0_ae1027a6acf1
at 0.1.0_1975ea83b712 1975ea83b712
at 0.1.0_5b0c9d3e7f21 5b0c9d3e7f21
at 0.1.0_b8d2f7046e13 5b0c9d3e7f21 b8d2f7046e13
at 0.1.0_c38d5e9014ab 5b0c9d3e7f21 c38d5e9014ab
at 0.1.0_d1f4a96b2e78 5b0c9d3e7f21 d1f4a96b2e78
at 0.1.0_b8d2f7046e13_d1f4a96b2e78 5b0c9d3e7f21 d1f4a96b2e78 b8d2f7046e13
at 0.1.0_e2917c4fd056 5b0c9d3e7f21 e2917c4fd056
at 0.1.0_f60b83a5c947 5b0c9d3e7f21 f60b83a5c947
# As Alembic leaves it: without a log.
if [ ! -e "$folder/alembic_5b0c9d3e7f21.db" ]; then
    at alembic_5b0c9d3e7f21 5b0c9d3e7f21
    sqlite3 "$folder/alembic_5b0c9d3e7f21.db" 'DROP TABLE kiln_history; VACUUM'
fi
