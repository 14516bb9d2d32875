#!/bin/sh
# Everything that must hold, stage by stage, each with its seconds; stops at the first that does not.
#   sh tools/test.sh        style, types, floors, docs and all tests but the long ones
#   sh tools/test.sh long   these: a browser, a server, Spark, the sweep, simulations, the real records
set -eu
bin=.venv/bin
what=${1:-tests}
unset PYTHONDONTWRITEBYTECODE  # what pytest makes of the test files is worth keeping
# Small matrices: several threads a process triple the work of the matrix library.
export OPENBLAS_NUM_THREADS=1
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT

stage() {  # name, command...: run it and print its seconds
    name=$1; began=$(date +%s); shift
    "$@" && printf '%-7s%5d s\n' "$name" $(($(date +%s) - began))
}
style() { $bin/ruff check --quiet . && $bin/ruff format --check --quiet .; }
floors() { $bin/lint-imports --no-cache >"$site/floors" || { cat "$site/floors"; return 1; }; }
# Workers take runs of neighbouring tests, so that what a file sets up is mostly set up once.
tests() { $bin/pytest -n auto --dist worksteal -m "$1" --durations=40 --durations-min=5; }

if [ $what = tests ]; then
    # The site is built on one core while the other checks types; wait hands on its failure.
    NO_MKDOCS_2_WARNING=1 $bin/mkdocs build --quiet --strict --site-dir "$site/html" & docs=$!
    stage style style
    stage types $bin/mypy
    stage floors floors
    stage docs wait $docs
    stage tests tests "not slow"
else
    stage long tests slow
fi
