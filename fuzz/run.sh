#!/bin/sh
# Runs the fuzz targets for a bounded time, and fails on a finding.
#
#   fuzz/run.sh [target] [seconds]           every target, or one, for so many seconds each (25 if not said)
#   fuzz/run.sh --grow target [seconds]      the same for one, and keeps the smallest corpus that covers as much
#
# A finding is left in fuzz/artifacts/TARGET/; it goes to fuzz/regressions/TARGET/ under a speaking name, for good.
# FUZZ_SANITIZER=address looks into the dependencies' unsafe code too, at half the speed; the library has none.
# FUZZ_KEEP=DIR keeps what is found in DIR/TARGET from run to run.
set -eu
cd "$(dirname "$0")"

# All targets' 25 seconds, a cold build and the installation of cargo-fuzz come to less than 6 minutes on two cores.
default_seconds=25
sanitizer=${FUZZ_SANITIZER:-none}

usage() {
    sed -n 's/^#   //p' run.sh >&2
    exit 2
}

# libFuzzer's counters are nightly flags; a stable compiler takes them if told that it is being bootstrapped.
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
    # Without a toolchain there must be no empty argument either.
    cargo ${toolchain:+"$toolchain"} fuzz "$command" --fuzz-dir . --sanitizer "$sanitizer" "$@"
}

# Runs one target; what it finds new goes to the first folder.
run() {
    target=$1 seconds=$2 found=$3
    mkdir -p "$found" "corpus/$target" "regressions/$target"
    echo "== $target: $seconds seconds"
    # The greatest length lets a host name be too long, and keeps executions quick; a file of XML wants more.
    case $target in package) longest=4096 ;; *) longest=600 ;; esac
    fuzz run "$target" "$found" "corpus/$target" "seeds/$target" "regressions/$target" -- \
        -dict=smtp.dict -max_total_time="$seconds" -max_len="$longest" -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -verbosity=0
}

if [ "${1:-}" = --grow ]; then
    target=${2:-} seconds=${3:-$default_seconds}
    is_target "$target" || usage
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    run "$target" "$seconds" "${FUZZ_KEEP:-$work}/$target"
    # One file for each place in the code that is reached, and not for each count of it as well: hundreds, not thousands.
    mkdir "$work/few"
    fuzz run "$target" "$work/few" "${FUZZ_KEEP:-$work}/$target" "corpus/$target" -- -merge=1 -use_counters=0 -max_len="$longest"
    rm -rf "corpus/$target"
    mv "$work/few" "corpus/$target"
    du -sh --apparent-size "corpus/$target"
    exit
fi

case ${1:-} in
    '') chosen=$targets seconds=$default_seconds ;;
    *[!0-9]*) is_target "$1" || usage; chosen=$1 seconds=${2:-$default_seconds} ;;
    # A number alone is the time for every target.
    *) chosen=$targets seconds=$1 ;;
esac

# Built first, so that the time of a target is the target's.
fuzz build
work=${FUZZ_KEEP:-$(mktemp -d)}
[ -n "${FUZZ_KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
for target in $chosen; do
    run "$target" "$seconds" "$work/$target"
done
