#!/usr/bin/env bash
# benches/compare.sh BASE HEAD [PERCENT]
#
# Counts the instructions of two revisions in one run, on one machine, with one compiler, and prints them as one table in
# Markdown. Exit 0: no benchmark is more than PERCENT (default: 2) worse; 1: at least one is; 2: the comparison failed.
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

# Prints the commit of a revision. If a shallow clone does not have it, only this commit is fetched.
commit_of() {
    local revision=$1
    git rev-parse --quiet --verify "$revision^{commit}" && return
    echo "compare: fetching $revision" >&2
    git fetch --quiet --depth=1 origin "$revision" >&2 && git rev-parse --verify 'FETCH_HEAD^{commit}'
}
base_commit=$(commit_of "$base") || could_not "no commit $base in this repository or at the origin"
head_commit=$(commit_of "$head") || could_not "no commit $head in this repository or at the origin"

work=$(mktemp -d)
clean() {
    git worktree remove --force "$work/base" 2>/dev/null || true
    git worktree remove --force "$work/head" 2>/dev/null || true
    rm -rf "$work"
    git worktree prune
}
trap clean EXIT

# One target folder for both, because then common dependencies are compiled once.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$work/target}
count() {
    local side=$1 commit=$2
    git worktree add --quiet --detach "$work/$side" "$commit" || could_not "git worktree failed for $commit"
    [ -f "$work/$side/benches/instructions.rs" ] || could_not "$commit has no benches/instructions.rs"
    [ -f "$work/$side/Cargo.lock" ] || could_not "$commit has no Cargo.lock with the version of gungraun"
    ensure_valgrind "$work/$side/Cargo.lock" || could_not "valgrind or gungraun-runner is missing"
    # The exit code is not zero if a limit is exceeded, but then the counts are complete.
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
echo "$(rustc --version), $(valgrind --version). Benchmarks with equal counts are omitted."
echo
python3 "$here/instructions.py" compare "$work/base.instructions" "$work/head.instructions" --worse-than "$percent"
