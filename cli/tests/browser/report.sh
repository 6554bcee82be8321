#!/usr/bin/env bash
# Checks the HTML report of the fixtures in Chromium: `report.sh [REPORT] [FOLDER]`. Screenshots and a PDF are written to
# FOLDER. Exits with 77 if there is no browser, and none can be installed.
set -euo pipefail
cd "$(dirname "$0")/../../.."

report=${1:-}
folder=${2:-target/browser}

. cli/tests/browser/browser.sh
mkdir -p "$folder"
if [ -z "$report" ]; then
    report=$folder/report.html
    code=0
    cargo run --quiet -p smtp-connstr -- scan cli/tests/fixtures/report --format html > "$report" || code=$?
    # A fixture is malformed on purpose, so the exit code is 2.
    [ "$code" -eq 2 ]
fi
node cli/tests/browser/report.mjs "$browser" "$report" "$folder"
