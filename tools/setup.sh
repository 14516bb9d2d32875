#!/bin/sh
# Make .venv (or $VENV) with the pinned packages of locks/$1.txt (core, dev or bench) and comity itself.
# Needs Python 3.11 or newer.  Does nothing when the lock and pyproject.toml have not changed.
set -eu
what=${1:?core, dev or bench}
venv=${VENV:-.venv}
stamp=$venv/.installed-$what

find_python() {
    for p in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$p" >/dev/null 2>&1 &&
            "$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$p"
            return
        fi
    done
    echo "comity needs Python 3.11 or newer; install it, or name one: make PYTHON=/path/to/python3.11" >&2
    exit 1
}

make_venv() {
    "$python" -m venv "$venv" 2>/dev/null && "$venv/bin/python" -m pip --version >/dev/null 2>&1
}

want=$(cat "locks/$what.txt" pyproject.toml | cksum)
# Python code is compiled here once: where nothing may be written later, each start would do it again (2 s).
compile_own() { "$venv/bin/python" -m compileall -q src; }
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then compile_own; exit 0; fi

python=$(find_python)
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    rm -rf "$venv"
    if ! make_venv; then
        # Debian ships Python without ensurepip.
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
            echo "Installing Debian's python3-venv ..." >&2
            apt-get update -qq >/dev/null && apt-get install -y -qq python3-venv >/dev/null
            rm -rf "$venv"
            make_venv || { echo "python3 -m venv still fails; see its message: $python -m venv $venv" >&2; exit 1; }
        else
            rm -rf "$venv"
            echo "This Python cannot make virtual environments; on Debian: sudo apt install python3-venv" >&2
            exit 1
        fi
    fi
fi
echo "Installing $(grep -c '==' "locks/$what.txt") pinned packages into $venv (once) ..." >&2
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
"$venv/bin/python" -m pip install --quiet --require-hashes -r "locks/$what.txt"
"$venv/bin/python" -m pip install --quiet --no-deps -e .
compile_own
echo "$want" > "$stamp"
