#!/bin/sh
# Runs the fuzz targets for a bounded time and fails on a finding.
#
#   fuzz/run.sh [target] [seconds]              runs one target, or every target, for this many seconds each (default 25)
#   fuzz/run.sh --minimize [target] [seconds]   the same, and then stores the smallest corpus with the same coverage
#
# The corpus of a target is stored as corpus/TARGET.tar.gz. Each run unpacks it into corpus/TARGET/, which git ignores.
# Inputs that you add to that folder are fuzzed and minimized too. With 0 seconds nothing is fuzzed, so
# `fuzz/run.sh --minimize 0` only minimizes and packs.
#
# A finding is written to artifacts/TARGET/. Move it to regressions/TARGET/ under a descriptive name.
# FUZZ_SANITIZER=address also checks the unsafe code of the dependencies, at half the speed. The library has none.
# FUZZ_KEEP=DIR keeps new inputs in DIR/TARGET between runs.
set -eu
cd "$(dirname "$0")"

# 25 seconds for every target, a cold build and the installation of cargo-fuzz take less than 6 minutes on two cores.
default_seconds=25
sanitizer=${FUZZ_SANITIZER:-none}

usage() {
    sed -n 's/^#   //p' run.sh >&2
    exit 2
}

# libFuzzer's counters need nightly flags. RUSTC_BOOTSTRAP makes a stable compiler accept them.
if cargo +nightly --version >/dev/null 2>&1; then
    toolchain=+nightly
else
    toolchain=
    export RUSTC_BOOTSTRAP=1
fi
command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz

targets=$(for file in fuzz_targets/*.rs; do basename "$file" .rs; done)

is_target() {
    echo "$targets" | grep -qx -- "$1"
}

fuzz() {
    command=$1
    shift
    # Without a toolchain there must not be an empty argument either.
    cargo ${toolchain:+"$toolchain"} fuzz "$command" --fuzz-dir . --sanitizer "$sanitizer" "$@"
}

# Host names that are too long fit in 600 bytes, and short inputs keep executions fast. An XML file needs more.
max_len() {
    case $1 in package | rewrite) echo 4096 ;; *) echo 600 ;; esac
}

# Unpacks the corpus of a target. A new target does not have one yet.
unpack() {
    mkdir -p "corpus/$1"
    [ ! -f "corpus/$1.tar.gz" ] || tar -xzf "corpus/$1.tar.gz" -C "corpus/$1"
}

# Packs the corpus of a target. Sorted names and fixed metadata: the same inputs always give the same archive. (GNU tar)
pack() (
    cd "corpus/$1"
    printf '%s\n' * | LC_ALL=C sort | tar --format=ustar --mtime=@0 --owner=0 --group=0 --numeric-owner --mode=644 \
        --use-compress-program='gzip -9n' -cf "../$1.tar.gz" -T -
)

# Runs one target. New inputs are written to the first folder.
run() {
    target=$1 found=$2
    mkdir -p "$found" "regressions/$target"
    unpack "$target"
    [ "$seconds" -gt 0 ] || return 0
    echo "== $target: $seconds seconds"
    fuzz run "$target" "$found" "corpus/$target" "seeds/$target" "regressions/$target" -- \
        -dict=smtp.dict -max_total_time="$seconds" -max_len="$(max_len "$target")" -timeout=10 -rss_limit_mb=1024 \
        -print_final_stats=1 -verbosity=0
}

# Replaces the corpus of a target with the smallest one that has the same coverage.
minimize() {
    target=$1 found=$2
    mkdir "$work/smallest"
    # One input for each place in the code, not for each count of executions as well: hundreds of inputs, not thousands.
    fuzz run "$target" "$work/smallest" "$found" "corpus/$target" -- \
        -merge=1 -use_counters=0 -max_len="$(max_len "$target")"
    rm -rf "corpus/$target"
    mv "$work/smallest" "corpus/$target"
    pack "$target"
}

minimizes=false
if [ "${1:-}" = --minimize ]; then
    minimizes=true
    shift
fi
case ${1:-} in
    '') chosen=$targets seconds=$default_seconds ;;
    *[!0-9]*) is_target "$1" || usage; chosen=$1 seconds=${2:-$default_seconds} ;;
    # A number alone is the time for every target.
    *) chosen=$targets seconds=$1 ;;
esac

# The build comes first, because its time must not count as the time of a target.
fuzz build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for target in $chosen; do
    found=${FUZZ_KEEP:-$work}/$target
    run "$target" "$found"
    if $minimizes; then minimize "$target" "$found"; fi
done
