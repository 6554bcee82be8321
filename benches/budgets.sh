#!/usr/bin/env bash
# Counts the instructions of the library and fails where a budget is broken. It installs what it needs.
# Called by .ci/run; the table that it leaves the numbers for is printed by benches/table.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

# With which compiler the limits in benches/instructions.rs were last held. Another one may count a few percents more or
# less for the same source; it is named where a limit breaks, so that nobody looks in the wrong place.
BUDGETS_RUSTC="rustc 1.95.0 (59807616e 2026-04-14)"

# shellcheck source=benches/valgrind.sh
. benches/valgrind.sh
ensure_valgrind Cargo.lock

target=${CARGO_TARGET_DIR:-target}
mkdir -p "$target"
log=$target/instructions.log
summaries=$(cd "$target" && pwd)/instructions
rustc=$(rustc --version)
echo "budgets: $rustc, $(valgrind --version), $("$GUNGRAUN_RUNNER" --version)"

# For table.sh: what is newer than this was not counted.
touch "$target/instructions.started"
broken=0
count_instructions "$summaries" "$log" || broken=$?
# Without the section of the broken limits it was not the limits: it did not compile, or did not run.
if [ "$broken" -ne 0 ] && ! grep -q '^Gungraun result: Regressed' "$log"; then
    tail -n 60 "$log"
    echo "budgets: the benchmark did not run; all that it printed is in $log"
    exit 2
fi
sed -n '/^Regressions:/,$p' "$log" | grep -v -e '^error: bench failed' -e '^Caused by' -e "didn't exit" || true
[ "$broken" -ne 0 ] || grep '^Gungraun result' "$log"

grew=0
python3 benches/instructions.py growth "$summaries" || grew=$?

if [ "$broken" -eq 0 ] && [ "$grew" -eq 0 ]; then
    echo "budgets: kept"
    exit 0
fi
echo "budgets: BROKEN (all numbers: benches/table.sh; two revisions side by side: benches/compare.sh BASE HEAD)"
if [ "$rustc" != "$BUDGETS_RUSTC" ]; then
    cat <<MESSAGE
budgets: this is $rustc, and the limits were last held with $BUDGETS_RUSTC.
         See first whether it is the compiler: run this script on the last green commit with the new one.
         If that breaks as well, the compiler made the difference: win it back, or raise the limit in
         benches/instructions.rs in a commit of its own that says so, and set BUDGETS_RUSTC in this script.
MESSAGE
fi
exit 1
