# shellcheck shell=bash disable=SC2317
# A database server of this script's own, for demo.sh: on a socket in a folder of its own, without a
# network, gone with the script, however that ends. start_server sets `url`; ask runs SQL.

server=       # its folder
server_pid=

end_server() {
    if [[ -n $server_pid ]]; then
        kill -QUIT "$server_pid" 2>/dev/null || true
        # MariaDB takes no notice of it.
        sleep 0.2
        kill -KILL "$server_pid" 2>/dev/null || true
        wait "$server_pid" 2>/dev/null || true
    fi
    if [[ -n $server ]]; then rm -rf "$server"; fi
}

# newest PATTERN: of the paths that match; the version stands in them.
newest() { compgen -G "$1" | sort -V | tail -n 1; }

# as_server USER COMMAND...: servers refuse root.
as_server() {
    local who=()
    if ((EUID == 0)); then who=("--reuid=$1" "--regid=$1" --clear-groups); fi
    exec setpriv "${who[@]}" --pdeathsig KILL "${@:2}"
}

# until_it_answers LOG COMMAND...
until_it_answers() {
    local tries
    for ((tries = 0; tries < 300; ++tries)); do
        if "${@:2}" >/dev/null 2>&1; then return; fi
        sleep 0.1
    done
    cat "$1" >&2
    fail "the server does not start"
}

start_server() {
    local user=$1
    # A socket's path may not be long.
    server=$(mktemp -d /tmp/clinic-demo.XXXXXX)
    trap end_server EXIT
    trap 'exit 130' INT TERM HUP
    mkdir "$server/data"
    if ((EUID == 0)); then chown -R "$user" "$server"; fi
    "start_$user"
}

start_postgres() {
    local folder
    folder=$(dirname "$(command -v postgres || newest '/usr/lib/postgresql/*/bin/postgres')")
    (as_server postgres "$folder/initdb" --no-sync --locale=C --encoding=UTF8 --auth=trust \
        --username=postgres --pgdata="$server/data") >"$server/log" 2>&1 || {
        cat "$server/log" >&2
        fail "initdb failed"
    }
    (as_server postgres "$folder/postgres" -D "$server/data" -k "$server" -c listen_addresses= \
        -c fsync=off) >>"$server/log" 2>&1 &
    server_pid=$!
    local psql=(psql -X -q -h "$server" -U postgres)
    until_it_answers "$server/log" "${psql[@]}" -c 'SELECT 1'
    "${psql[@]}" -c 'CREATE DATABASE clinic'
    ask() { psql -X -q -h "$server" -U postgres -v ON_ERROR_STOP=1 clinic -c "$1"; }
    url="postgresql://postgres@/clinic?host=$server"
}

start_mysql() {
    local program
    program=$(PATH=$PATH:/usr/sbin command -v mariadbd)
    # Without accounts it needs no installation.
    (as_server mysql "$program" --no-defaults --datadir="$server/data" --socket="$server/socket" \
        --pid-file="$server/pid" --tmpdir="$server" --skip-networking --skip-grant-tables) >"$server/log" 2>&1 &
    server_pid=$!
    local client=(mariadb --no-defaults --socket="$server/socket")
    until_it_answers "$server/log" "${client[@]}" -e 'SELECT 1'
    "${client[@]}" -e 'CREATE DATABASE clinic'
    ask() { mariadb --no-defaults --socket="$server/socket" -t clinic -e "$1"; }
    # shellcheck disable=SC2034  # demo.sh has a use for it
    url="mysql://root@/clinic?unix_socket=$server/socket"
}
