#!/bin/sh
# Programs that tests run beside Python: two browsers, a database server, a reader of PDF, two web servers.
# Installs Debian's when root; elsewhere says what is missing (the tests that need it then skip and say so).
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v firefox-esr >/dev/null 2>&1 || missing="$missing firefox-esr"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
for server in nginx caddy; do
    command -v "$server" >/dev/null 2>&1 || missing="$missing $server"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's$missing ..." >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends $missing >/dev/null && exit 0
fi
echo "Not there, so some tests will skip:$missing; on Debian: sudo apt install$missing" >&2
