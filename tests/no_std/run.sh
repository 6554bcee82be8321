#!/usr/bin/env bash
# Checks that the library does not need the standard library: a program without it builds, links and runs.
set -euo pipefail
cd "$(dirname "$0")"
# The default would be a folder here, which git does not ignore.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../target}

cargo run --quiet --locked
# The program must fail to build if a dependency links the standard library. Otherwise the check above proves nothing.
if error=$(cargo build --locked --features std 2>&1); then
    echo "the program also builds with the standard library"
    exit 1
fi
grep -q 'duplicate lang item\|found duplicate' <<<"$error" || { echo "$error"; exit 1; }
echo "the program builds without the standard library and not with it"

# If a target without a standard library is installed, build the library for it, too.
for target in $(rustup target list --installed 2>/dev/null | grep -e '-none' || true); do
    cargo build --locked --lib --package smtp-connection-string --target "$target"
done
