#!/usr/bin/env bash
# Prints the tables of benches/README.md from the last run of benches/budgets.sh, and what they were counted with.
# With --write it puts them into benches/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=benches/counted.sh
. benches/counted.sh
find_counted

tables() {
    python3 benches/instructions.py table "$counted"
    echo
    echo "Counted on $(awk -F': ' '/^model name/ { print $2; exit }' /proc/cpuinfo), $(uname -sm), with"
    echo "$(rustc --version), $(valgrind --version) and" \
        "gungraun $(awk '/^name = "gungraun"$/ { getline; gsub(/"/, "", $3); print $3; exit }' Cargo.lock)."
}

if [ "${1:-}" != --write ]; then
    tables
    exit
fi
new=$(mktemp)
trap 'rm -f "$new"' EXIT
{
    sed '/^<!-- numbers/q' benches/README.md
    echo
    tables
    echo
    sed -n '/^<!-- end of numbers/,$p' benches/README.md
} >"$new"
cat "$new" >benches/README.md
