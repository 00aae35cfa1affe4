#!/usr/bin/env bash
# `kiln verify --watch` of Windows' kiln under wine: each save is checked, and nothing else is one.
#   watch.sh <kiln.exe> <folder to work in>
set -euo pipefail

kiln=$1
rm -rf -- "$2"
mkdir -p -- "$2/migrations"
cd -- "$2"

# revision WORD: its only revision, with the word where it says TABLE.
revision() {
    printf '%s\r\n' '-- revision: a1' '-- down_revision: none' '-- kiln:upgrade' \
        "CREATE $1 t (i INTEGER);" '-- kiln:downgrade' 'DROP TABLE t;'
}

# waits CHECKS: until so many are done.
waits() {
    local checks
    for _ in $(seq 600); do
        checks=$(grep -c '^Waiting' log) || true
        if ((checks == $1)); then return; fi
        kill -0 "$watch"
        sleep 0.1
    done
    cat log
    echo "watch.sh: expected $1 checks" >&2
    return 1
}

revision TABLE >migrations/a.sql
set -m  # a job that Ctrl-C reaches
wine "$kiln" verify --watch >log 2>&1 </dev/null &
watch=$!
trap 'kill "$watch" 2>/dev/null || true' EXIT
waits 1
printf x >migrations/.a.sql.swp
printf x >migrations/4913
sleep 0.5
revision TABEL >migrations/a.sql
waits 2
# As editors save: under another name, in the place of the old.
revision TABLE >aside
mv aside migrations/a.sql
waits 3
printf 'rules = ["K610=fatal"]\n' >kiln.toml
waits 4
kill -INT "$watch"
wait "$watch" || true
cat log
diff - log <<'EXPECTED'
Checking migrations
1 revision, 1 head: no fault found
Waiting for a change; Ctrl-C ends
Checking after migrations/a.sql
migrations/a.sql:4:8: error: near "TABEL": syntax error [K301]
    4 | CREATE TABEL t (i INTEGER);
      |        ^
Waiting for a change; Ctrl-C ends
Checking after migrations/a.sql
1 revision, 1 head: no fault found
Waiting for a change; Ctrl-C ends
Checking after kiln.toml
kiln.toml:1:10: error: unknown level 'fatal' [K513]
    1 | rules = ["K610=fatal"]
      |          ^
hint: the levels are error, warning and off
Waiting for a change; Ctrl-C ends
EXPECTED
