#!/usr/bin/env bash
# Prints the counts of the last run of benches/budgets.sh as tables, with the versions of the tools. With --write it replaces
# the tables in benches/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}
counted=$target/instructions

if [ ! -d "$counted" ]; then
    echo "no counts, run benches/budgets.sh first" >&2
    exit 1
fi
# Refuses the counts of an older source.
sources=(src Cargo.toml Cargo.lock benches/instructions.rs benches/texts benches/contenders)
newer=$(find "${sources[@]}" -newer "$target/instructions.started" -type f)
if [ -n "$newer" ]; then
    echo "run benches/budgets.sh again, these files have changed since:" "$newer" >&2
    exit 1
fi

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
