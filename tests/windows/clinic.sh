#!/usr/bin/env bash
# The clinic's program, built for Windows, at work under wine, and Windows' kiln beside it.
#   clinic.sh <clinic.exe> <kiln.exe> <folder to work in>
set -euo pipefail

clinic=$1
kiln=$2
cd -- "$3"

# expect TEXT COMMAND...: what it prints, which must hold the text.
expect() {
    local output
    output=$("${@:2}" 2>&1 </dev/null | tr -d '\r') || true
    printf '%s\n' "$output"
    if [[ $output != *"$1"* ]]; then
        echo "clinic.sh: expected to read: $1" >&2
        return 1
    fi
}

# An empty database.
expect 'created with 8 revisions' wine "$clinic" --db new.db add-doctor 'Dr. Okafor' cardiology
wine "$clinic" --db new.db add-patient 'Ada Lovelace' </dev/null
wine "$clinic" --db new.db book 'Ada Lovelace' 'Dr. Okafor' '2027-01-15 09:30' </dev/null
expect '2027-01-15 09:30  30 min  Ada Lovelace with Dr. Okafor' wine "$clinic" --db new.db list
expect 'ok' sqlite3 new.db 'PRAGMA integrity_check'

# An older one, by its drive, with rows that are kept.
drive=$(wine winepath -w "$PWD" 2>/dev/null </dev/null | tr -d '\r')
wine "$clinic" --db "$drive\\older.db" --to 5b0c9d3e7f21 </dev/null
sqlite3 older.db "
    INSERT INTO doctor (name) VALUES ('Dr. Lind');
    INSERT INTO patient (name, phone) VALUES ('Grace Hopper', NULL);
    INSERT INTO appointment (patient_id, doctor_id, starts_at) VALUES (1, 1, '2027-02-01 14:00');"
expect '5b0c9d3e7f21' wine "$kiln" --url "sqlite:///$drive\\older.db" -c "$drive\\source\\kiln.toml" current
expect 'upgraded by 5 revisions' wine "$clinic" --db older.db list
expect 'reminders kept: 1' sqlite3 older.db "SELECT 'reminders kept: ' || count(*) FROM reminder"
expect 'f60b83a5c947 (head)' wine "$clinic" --db older.db db current
expect 'No new upgrade operations detected.' wine "$clinic" --db older.db db check
schema='SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name'
[[ $(sqlite3 new.db "$schema") == "$(sqlite3 older.db "$schema")" ]]
