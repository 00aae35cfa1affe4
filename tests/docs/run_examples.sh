#!/usr/bin/env bash
# Pastes a page's examples into a shell, in order, and compares what they print.
#   run_examples.sh <page.md> <empty folder to work in>
# In the page, a comment on the line above a fenced block says what the block is:
#   <!-- run -->           shell commands that must pass
#   <!-- run: fails -->    shell commands of which the last must fail
#   <!-- output -->        lines that the commands before printed, in this order; others may stand
#                          between, and paths may be longer
# The environment gives CMAKE_PREFIX_PATH, an installed Kiln.
set -euo pipefail

page=$(realpath -- "$1")
folder=$2
rm -rf -- "$folder"
mkdir -p -- "$folder"
cd -- "$folder"
folder=$PWD
log=$folder.log
blocks=0

fail() {
    printf '%s: %s\n' "${page##*/}" "$1" >&2
    exit 1
}

run_block() {
    local result=0
    bash -e -c "$2" </dev/null >"$log" 2>&1 || result=$?
    sed -i "s#$folder/##g" "$log"
    cat "$log"
    if [[ $1 == run && $result != 0 ]]; then fail "the example above failed with exit code $result"; fi
    if [[ $1 == 'run: fails' && $result == 0 ]]; then fail "the example above should have failed"; fi
}

compare_output() {
    local line found at=0
    while IFS= read -r line; do
        [[ -n ${line// /} ]] || continue
        found=$(tail -n "+$((at + 1))" "$log" | grep -nF -m 1 -- "$line" | cut -d: -f1) || true
        [[ -n $found ]] || fail "the example did not print, in its place: $line"
        at=$((at + found))
    done <<<"$1"
}

kind='' block='' inside=false
while IFS= read -r line || [[ -n $line ]]; do
    if $inside; then
        if [[ $line != '```' ]]; then
            block+=$line$'\n'
            continue
        fi
        inside=false
        case $kind in
            run | 'run: fails') run_block "$kind" "$block" ;;
            output) compare_output "$block" ;;
        esac
        [[ -z $kind ]] || blocks=$((blocks + 1))
        kind='' block=''
    elif [[ $line == '```'* ]]; then
        inside=true
    elif [[ $line == '<!-- '*' -->' ]]; then
        kind=${line#'<!-- '}
        kind=${kind%' -->'}
        case $kind in
            run | 'run: fails' | output) ;;
            'not run: '*) kind='' ;;
            *) fail "cannot understand the comment '$line'" ;;
        esac
    elif [[ -n $line && -n $kind ]]; then
        fail "no example follows '<!-- $kind -->'"
    fi
done <"$page"

((blocks > 0)) || fail "the page has no examples"
echo "${page##*/}: $blocks blocks as described"
