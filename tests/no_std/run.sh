#!/usr/bin/env bash
# Proves that the library needs no standard library: a program without one builds, links and runs.
set -euo pipefail
cd "$(dirname "$0")"
# Next to what else is built, not in a place of its own that git would see.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/../../target}

cargo run --quiet --locked
# The counter-proof, with the reason that is expected and no other.
if error=$(cargo build --locked --features std 2>&1); then
    echo "it builds with the standard library as well, so its building proves nothing"
    exit 1
fi
grep -q 'duplicate lang item\|found duplicate' <<<"$error" || { echo "$error"; exit 1; }
echo "no_std holds, and would not with std"

# Where a target is installed that has no standard library at all, the library is built for it too.
for target in $(rustup target list --installed 2>/dev/null | grep -e '-none' || true); do
    cargo build --locked --lib --package smtp-connection-string --target "$target"
done
