#!/usr/bin/env bash
# `kiln init --from-database` in the folder, of a database of a server that ends with this.
#   begin_on_server.sh <test-projects/clinic/server.sh> <postgres|mysql> <kiln>
set -euo pipefail

fail() {
    echo "begin_on_server.sh: $*" >&2
    exit 1
}

# shellcheck source=test-projects/clinic/server.sh
. "$1"
start_server "$2"
kiln=$3
# shellcheck disable=SC2154  # start_server sets it
secret=${url/@/:s3%3Acret@}

"$kiln" init --from-database "$url" 2>&1 && fail "it has no tables"
ask "CREATE TABLE patient (id INT PRIMARY KEY, name VARCHAR(60) NOT NULL)"
ask "CREATE TABLE visit (patient_id INT NOT NULL REFERENCES patient (id), at DATE NOT NULL)"
ask "CREATE INDEX visit_at ON visit (at)"
ask "INSERT INTO patient VALUES (1, 'Ada')"
if [[ $2 == postgres ]]; then
    ask "CREATE OPERATOR === (leftarg = int, rightarg = int, function = int4eq)"
    "$kiln" init --from-database "$url" 2>&1 && fail "an operator is not written as SQL"
    [[ ! -e kiln.toml && ! -e migrations ]] || fail "something was written"
    ask "DROP OPERATOR === (int, int)"
fi
"$kiln" init -t cmake --from-database "$url" 2>&1 && fail "its program is SQLite's"
"$kiln" init --from-database "$secret"
grep -r s3 . && fail "the password is in a file"
"$kiln" verify --require-servers
"$kiln" check
"$kiln" current
"$kiln" downgrade base 2>&1 && fail "there is no way back"
ask "SELECT name FROM patient" | grep -o Ada
(mkdir -p again && cd again && ! "$kiln" init --from-database "$url" 2>&1)
cat migrations/*.sql
