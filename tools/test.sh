#!/bin/sh
# Everything that must hold: style, types, floors, docs, tests.  Stops at the first thing that does not.
set -eu
bin=.venv/bin
# Small matrices: several threads a process triple the work of the matrix library.
export OPENBLAS_NUM_THREADS=1
site=$(mktemp -d)
trap 'rm -rf "$site"' EXIT
# Two things that wait for the network and the disk go beside those that compute; wait hands on their failure.
sh tools/services.sh & services=$!
NO_MKDOCS_2_WARNING=1 $bin/mkdocs build --quiet --strict --site-dir "$site/html" & docs=$!
echo "style";  $bin/ruff check --quiet .
$bin/ruff format --check --quiet .
echo "types";  $bin/mypy
echo "floors"; $bin/lint-imports --no-cache >"$site/floors" || { cat "$site/floors"; exit 1; }
echo "docs";   wait $docs
wait $services
# Workers take runs of neighbouring tests, so that what a file sets up is mostly set up once.
echo "tests";  $bin/pytest -n auto --dist worksteal --durations=40 --durations-min=5 "$@"
