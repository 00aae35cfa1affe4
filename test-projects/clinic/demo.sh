#!/usr/bin/env bash
# Kiln at work on the clinic: built as a stranger would build it, run on an empty and on an older
# database, and broken on purpose. Every step is checked; ./dev demo calls this.
#   demo.sh <Kiln's source folder> <parallel jobs> [postgresql|mysql]
# With a third word: the same program on a server that is started for it.
set -euo pipefail

root=$1
jobs=$2
dialect=${3-}
place=$root/build/demo
log=$place/last.log

say() { printf '\n== %s\n' "$*"; }

fail() {
    printf '\ndemo: %s\n' "$*" >&2
    exit 1
}

# announce COMMAND...: prints the command as one would type it.
announce() {
    local word line='$'
    for word; do
        if [[ $word =~ [[:space:]\'*\;] ]]; then word="\"$word\""; fi
        line+=" ${word//"$root"\//}"
    done
    printf '%s\n' "$line"
}

# shown COMMAND...: prints the command and what it says.
shown() {
    announce "$@"
    "$@" 2>&1 | tee "$log"
}

# quiet COMMAND...: prints the command, and what it says only if it fails.
quiet() {
    announce "$@"
    "$@" >"$log" 2>&1 || {
        cat "$log" >&2
        fail "the command above failed"
    }
}

# expect TEXT: the last command must have said it.
expect() { grep -qF -- "$1" "$log" || fail "expected to read: $1"; }

# broken_build FOLDER TEXT...: the build must fail and say each text; prints Kiln's diagnostics.
broken_build() {
    local folder=$1 text
    printf '$ cmake --build %s\n' "${folder#"$root"/}"
    if cmake --build "$folder" >"$log" 2>&1; then
        fail "the build of a broken project passed"
    fi
    sed -E -e '/^(\[|FAILED:|cd |ninja:|-- )/d' -e "s#$root/##" "$log"
    for text in "${@:2}"; do expect "$text"; done
}

rm -rf "$place"
mkdir -p "$place/run"

say "Build Kiln and install it"
launcher=()
if command -v ccache >/dev/null; then launcher=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache); fi
(cd "$root" && quiet cmake --preset release "${launcher[@]}")
quiet cmake --build "$root/build/release" --parallel "$jobs"
quiet cmake --install "$root/build/release" --prefix "$place/prefix"

say "Build the clinic with find_package(Kiln)"
# Kiln is found by its prefix alone, so that nothing of its source folder can help.
cp -R "$root/test-projects/clinic" "$place/clinic"
rm -rf "$place/clinic/build"
quiet cmake -G Ninja -S "$place/clinic" -B "$place/clinic/build" \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_PREFIX_PATH="$place/prefix" \
    -DCLINIC_DIALECT="sqlite${dialect:+;$dialect}"
quiet cmake --build "$place/clinic/build" --parallel "$jobs"
quiet ctest --test-dir "$place/clinic/build" --no-tests=error

cd "$place/run"
export PATH=$place/clinic/build:$place/prefix/bin:$PATH

if [[ -n $dialect ]]; then
    # shellcheck source=test-projects/clinic/on_server.sh
    . "$root/test-projects/clinic/on_server.sh"
    exit
fi

say "An empty database: the program makes its own tables"
shown clinic add-doctor 'Dr. Okafor' cardiology
expect 'created with 8 revisions'
shown clinic add-patient 'Ada Lovelace' '+44 20 7946 0018'
shown clinic book 'Ada Lovelace' 'Dr. Okafor' '2027-01-15 09:30'
shown clinic list
expect '2027-01-15 09:30  30 min  Ada Lovelace with Dr. Okafor'

say "An older database: made at revision 5b0c9d3e7f21, with rows that must be kept"
shown clinic --db older.db --to 5b0c9d3e7f21
shown sqlite3 older.db "
    INSERT INTO doctor (name) VALUES ('Dr. Lind');
    INSERT INTO patient (name, phone) VALUES ('Grace Hopper', NULL);
    INSERT INTO appointment (patient_id, doctor_id, starts_at) VALUES (1, 1, '2027-02-01 14:00');"
shown kiln --url sqlite:///older.db -c "$place/clinic/kiln.toml" current
shown clinic --db older.db list
expect 'upgraded by 5 revisions'
expect '2027-02-01 14:00  30 min  Grace Hopper with Dr. Lind'

say "What the databases hold now"
shown sqlite3 older.db .tables
shown sqlite3 older.db 'SELECT * FROM alembic_version'
expect f60b83a5c947
shown sqlite3 -header -column older.db \
    'SELECT sequence, revision, direction, substr(checksum, 1, 8) AS checksum, applied_by FROM kiln_history'
expect 'd1f4a96b2e78'
shown sqlite3 older.db "SELECT 'reminders kept: ' || count(*) FROM reminder"
expect 'reminders kept: 1'
schema='SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name'
[[ $(sqlite3 clinic_schedule.db "$schema") == "$(sqlite3 older.db "$schema")" ]] ||
    fail "the new and the upgraded database differ"
echo "the new and the upgraded database have the same schema"

say "The program itself answers for its database"
shown clinic --db older.db db current
expect 'f60b83a5c947 (head)'
shown clinic --db older.db db history -r d1f4:
expect 'd1f4a96b2e78'
shown clinic --db older.db db check
expect 'No new upgrade operations detected.'

say "A slip in a revision: the build says where"
cp -R "$place/clinic/migrations" "$place/good"
slip=1975ea83b712_add_a_phone_number_to_patients.sql
sed -i 's/ALTER TABLE patient ADD/ALTER TABLE pateint ADD/' "$place/clinic/migrations/$slip"
broken_build "$place/clinic/build" "$slip:7:" 'no such table: pateint' '[K301]' \
    "the frozen revision '1975ea83b712' has changed" '[K340]'
cp "$place/good/$slip" "$place/clinic/migrations/$slip"

say "Two people add a revision to the same parent: the build says how to go on"
cat >"$place/clinic/migrations/0a4d7c93be15_note_allergies.sql" <<'END'
-- revision: 0a4d7c93be15
-- down_revision: e2917c4fd056
-- message: note allergies

-- kiln:upgrade
ALTER TABLE patient ADD COLUMN allergies TEXT;

-- kiln:downgrade
ALTER TABLE patient DROP COLUMN allergies;
END
broken_build "$place/clinic/build" '[K210]' '0a4d7c93be15_note_allergies.sql' 'kiln merge'
rm "$place/clinic/migrations/0a4d7c93be15_note_allergies.sql"

say "Both mended: the build passes again, and then has nothing to do"
quiet cmake --build "$place/clinic/build" --parallel "$jobs"
shown cmake --build "$place/clinic/build"
expect 'no work to do'

say "All as expected"
