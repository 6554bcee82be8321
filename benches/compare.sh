#!/usr/bin/env bash
# benches/compare.sh BASE HEAD [PERCENT]
#
# Counts the instructions of two revisions in one run, on one machine, with one compiler, and prints them side by side as
# Markdown. Exit 0: nothing is more than PERCENT (2, unless it is given) worse; 1: something is; 2: it could not compare.
set -euo pipefail

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
    sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
base=$1 head=$2 percent=${3:-2}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
# shellcheck source=benches/valgrind.sh
. "$here/valgrind.sh"

could_not() {
    echo "compare: could not compare $base and $head: $*"
    exit 2
}

# The commit of a revision. A shallow clone may not have it: then this one commit is fetched, not the history.
commit_of() {
    local revision=$1
    git rev-parse --quiet --verify "$revision^{commit}" && return
    echo "compare: $revision is not here, fetching it" >&2
    git fetch --quiet --depth=1 origin "$revision" >&2 && git rev-parse --verify 'FETCH_HEAD^{commit}'
}
base_commit=$(commit_of "$base") || could_not "no commit $base, here or at the origin"
head_commit=$(commit_of "$head") || could_not "no commit $head, here or at the origin"

work=$(mktemp -d)
clean() {
    git worktree remove --force "$work/base" 2>/dev/null || true
    git worktree remove --force "$work/head" 2>/dev/null || true
    rm -rf "$work"
    git worktree prune
}
trap clean EXIT

# One target folder: what the two have in common is compiled once.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$work/target}
count() {
    local side=$1 commit=$2
    git worktree add --quiet --detach "$work/$side" "$commit" || could_not "no work tree of $commit"
    [ -f "$work/$side/benches/instructions.rs" ] || could_not "$commit has no benches/instructions.rs"
    [ -f "$work/$side/Cargo.lock" ] || could_not "$commit has no Cargo.lock, which names the version of gungraun"
    ensure_valgrind "$work/$side/Cargo.lock" || could_not "what counts is missing"
    # A broken limit is what budgets.sh is for; here only what was counted matters.
    (cd "$work/$side" && count_instructions "$work/$side.instructions" "$work/$side.log") ||
        grep -q '^Gungraun result' "$work/$side.log" || {
        tail -n 40 "$work/$side.log"
        could_not "the benchmark of $commit did not run"
    }
}
count base "$base_commit"
count head "$head_commit"

echo "### Instructions: $(git rev-parse --short "$base_commit") → $(git rev-parse --short "$head_commit")"
echo
echo "$(rustc --version), $(valgrind --version). Benchmarks that count the same are left out."
echo
python3 "$here/instructions.py" compare "$work/base.instructions" "$work/head.instructions" --worse-than "$percent"
