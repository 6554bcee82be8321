#!/usr/bin/env bash
# Counts the instructions and allocations of the library, and fails if a limit is exceeded. Installs the tools it needs.
# .ci/run calls this script. benches/table.sh prints the counts of the last run.
set -euo pipefail
cd "$(dirname "$0")/.."

# The compiler with which the limits in benches/instructions.rs were last kept. Another one may count a few percent more or
# less for the same source, so it is named when a limit is exceeded.
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

# For table.sh: files that are newer than this one were not counted.
touch "$target/instructions.started"
broken=0
count_instructions "$summaries" "$log" || broken=$?
# If no limit is listed as exceeded, the benchmark did not compile or did not run.
if [ "$broken" -ne 0 ] && ! grep -q '^Gungraun result: Regressed' "$log"; then
    tail -n 60 "$log"
    echo "budgets: the benchmark did not run; its output is in $log"
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
echo "budgets: EXCEEDED (all counts: benches/table.sh; comparison of two revisions: benches/compare.sh BASE HEAD)"
if [ "$rustc" != "$BUDGETS_RUSTC" ]; then
    cat <<MESSAGE
budgets: this is $rustc, and the limits were last kept with $BUDGETS_RUSTC.
         First find out whether the compiler is the cause: run this script on the last commit that passed, with this compiler.
         If it fails too, make the code faster, or raise the limit in benches/instructions.rs in a separate commit that says
         so. Then set BUDGETS_RUSTC in this script.
MESSAGE
fi
exit 1
