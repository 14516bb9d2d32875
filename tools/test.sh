#!/bin/sh
# Everything that must hold: style, types, floors, tests, docs.  Stops at the first thing that does not.
set -eu
bin=.venv/bin
echo "style";  $bin/ruff check --quiet . && $bin/ruff format --check --quiet .
echo "types";  $bin/mypy
echo "floors"; $bin/lint-imports --no-cache >/dev/null || { $bin/lint-imports --no-cache; exit 1; }
echo "docs";   $bin/mkdocs build --quiet --strict --site-dir "${TMPDIR:-/tmp}/comity-site-$$" && rm -rf "${TMPDIR:-/tmp}/comity-site-$$"
echo "tests";  $bin/pytest -n auto "$@"
