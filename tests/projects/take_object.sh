#!/usr/bin/env bash
# A compiler launcher for builds of Kiln as a part of a project. What Kiln's own build made of the same
# pieces, all of them in one source, is taken from there: that this command's folders and definitions hold
# all that they include is seen by preprocessing them, and to compile all of Kiln anew would show no more.
#   take_object.sh <Kiln's build folder> <compiler> <argument>...
set -euo pipefail
made=$1
shift
object=
previous=
for argument; do
    if [[ $previous == -o ]]; then object=$argument; fi
    previous=$argument
done
made=$made/CMakeFiles/kiln_${object##*CMakeFiles/kiln_}
if [[ $object != *.dir/Unity/*.o || ! -f $made ]] || ! cmp --silent "${made%.o}" "${object%.o}"; then
    exec "$@"
fi
preprocess=()
for argument; do
    case $argument in
        -c) argument=-E ;;
        "$object") [[ $previous != -o ]] || argument=/dev/null ;;
    esac
    preprocess+=("$argument")
    previous=$argument
done
"${preprocess[@]}"
cp "$made" "$object"
