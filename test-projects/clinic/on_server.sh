# shellcheck shell=bash disable=SC2154
# The part of demo.sh that is on a server, in a shell that has its functions and `dialect`.

# shellcheck source=test-projects/clinic/server.sh
. "$root/test-projects/clinic/server.sh"

# asked SQL: shown, as the server answers.
asked() {
    printf '> %s\n' "$1"
    ask "$1" 2>&1 | tee "$log"
}

say "A server of the demo's own"
if [[ $dialect == postgresql ]]; then start_server postgres; else start_server mysql; fi
echo "$url"

say "An empty database: at revision 5b0c9d3e7f21 first, with rows that must be kept"
shown clinic db --url "$url" upgrade 5b0c9d3e7f21
expect 'Running upgrade 1975ea83b712 -> 5b0c9d3e7f21'
asked "INSERT INTO doctor (name) VALUES ('Dr. Lind')"
asked "INSERT INTO patient (name) VALUES ('Grace Hopper')"
asked "INSERT INTO appointment (patient_id, doctor_id, starts_at) VALUES (1, 1, '2027-02-01 14:00')"

say "The program brings it up to date"
shown clinic db --url "$url" upgrade heads
shown clinic db --url "$url" current
expect 'f60b83a5c947 (head)'
asked 'SELECT starts_at, minutes, doctor, patient FROM agenda'
expect 'Grace Hopper'
asked 'SELECT count(*) AS reminders FROM reminder'
expect '1'
asked 'SELECT revision, direction, applied_by FROM kiln_history ORDER BY sequence'
expect 'd1f4a96b2e78'

say "What was changed by hand is told"
shown kiln --url "$url" -c "$place/clinic/kiln.toml" check
expect 'No new upgrade operations detected.'
asked 'ALTER TABLE patient ADD COLUMN note VARCHAR(50)'
announce kiln --url "$url" -c "$place/clinic/kiln.toml" check
kiln --url "$url" -c "$place/clinic/kiln.toml" check 2>&1 | tee "$log" || true
expect '[K418]'

say "A slip in a section for this database: the build says where"
cp -R "$place/clinic/migrations" "$place/good"
slip=1975ea83b712_add_a_phone_number_to_patients.sql
sed -i "s/^-- kiln:downgrade/-- kiln:upgrade $dialect\nALTER TABLE pateint ADD COLUMN phone TEXT;\n\n&/" \
    "$place/clinic/migrations/$slip"
broken_build "$place/clinic/build" "$slip:10:" '[K301]'
cp "$place/good/$slip" "$place/clinic/migrations/$slip"
quiet cmake --build "$place/clinic/build" --parallel "$jobs"

say "All as expected"
