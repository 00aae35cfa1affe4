#!/usr/bin/env bash
# Runs a program twice on a new database of a server that is started for it and ends with this.
#   on_server.sh <test-projects/clinic/server.sh> <postgres|mysql> <program>
set -euo pipefail

fail() {
    echo "on_server.sh: $*" >&2
    exit 1
}

# shellcheck source=test-projects/clinic/server.sh
. "$1"
start_server "$2"
# shellcheck disable=SC2154  # start_server sets it
"$3" "$url"
"$3" "$url"
