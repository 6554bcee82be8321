# Sourced by table.sh and history.sh: what both need of the last run of budgets.sh.
# shellcheck shell=bash

# All that the counts are made from.
counted_sources=(src Cargo.toml Cargo.lock benches/instructions.rs benches/texts benches/contenders)

# Sets `counted`, the folder of the summaries, or ends the script where they are missing or no longer true.
find_counted() {
    local newer target=${CARGO_TARGET_DIR:-target}
    if [ ! -d "$target/instructions" ]; then
        echo "nothing was counted yet: run benches/budgets.sh" >&2
        exit 1
    fi
    # Numbers of another source would be numbers that were not measured.
    newer=$(find "${counted_sources[@]}" -newer "$target/instructions.started" -type f)
    if [ -n "$newer" ]; then
        echo "changed since the last run of benches/budgets.sh, so run that first:" "$newer" >&2
        exit 1
    fi
    # shellcheck disable=SC2034 # for those who source this
    counted=$target/instructions
}
