#!/usr/bin/env bash
# Checks the HTML report of the fixtures in Chromium: `report.sh [REPORT] [FOLDER]`. Screenshots and a PDF are written to
# FOLDER. Exits with 77 if there is no browser, and none can be installed.
set -euo pipefail
cd "$(dirname "$0")/../../.."

report=${1:-}
folder=${2:-target/browser}

find_browser() {
    local name
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$name" ] && command -v "$name"; then
            return
        fi
    done
    return 1
}

if ! command -v node > /dev/null; then
    echo 'NOT RUN: this check needs Node.js 18 or newer'
    exit 77
fi
if ! browser=$(find_browser); then
    # Debian. On Ubuntu, the package only installs a snap.
    if [ "$(id -u)" -eq 0 ] && command -v apt-get > /dev/null; then
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } > /dev/null 2>&1 || true
    fi
    if ! browser=$(find_browser); then
        echo 'NOT RUN: this check needs Chromium, and it cannot be installed here; set CHROMIUM to its path'
        exit 77
    fi
fi

mkdir -p "$folder"
if [ -z "$report" ]; then
    report=$folder/report.html
    code=0
    cargo run --quiet -p smtp-connstr -- scan cli/tests/fixtures/report --format html > "$report" || code=$?
    # A fixture is malformed on purpose, so the exit code is 2.
    [ "$code" -eq 2 ]
fi
node cli/tests/browser/report.mjs "$browser" "$report" "$folder"
