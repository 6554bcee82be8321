# Sourced by budgets.sh and compare.sh: what both need to count instructions.
# shellcheck shell=bash

# Installs valgrind, and the gungraun-runner of the version in this lock file, where they are missing, and sets
# GUNGRAUN_RUNNER, which the benchmark is compiled with. The runner must be of the very version of the library; each
# version has a folder of its own, so that two revisions with two versions do not install over each other.
ensure_valgrind() {
    local lock=$1 version root
    if ! command -v valgrind >/dev/null; then
        echo "valgrind is missing: installing it" >&2
        local as_root=()
        [ "$(id -u)" -eq 0 ] || as_root=(sudo)
        "${as_root[@]}" apt-get -qq update && "${as_root[@]}" apt-get -qq install -y valgrind >/dev/null || {
            echo "could not install valgrind: install it by hand" >&2
            return 2
        }
    fi
    version=$(awk '/^name = "gungraun"$/ { getline; gsub(/"/, "", $3); print $3; exit }' "$lock")
    if [ -z "$version" ]; then
        echo "$lock names no gungraun: there is nothing to run" >&2
        return 2
    fi
    root=${CARGO_HOME:-$HOME/.cargo}/gungraun-runner-$version
    if [ ! -x "$root/bin/gungraun-runner" ]; then
        echo "gungraun-runner $version is missing: installing it" >&2
        # Of its many optimisations none would be felt: it waits for valgrind.
        CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
            cargo install --quiet --locked "gungraun-runner@$version" --root "$root" >&2 || {
            echo "could not install gungraun-runner $version" >&2
            return 2
        }
    fi
    export GUNGRAUN_RUNNER=$root/bin/gungraun-runner
}

# Counts, and leaves the summaries in the folder $1 and all that was printed in the file $2. Further arguments go to the
# benchmark. The exit code is that of cargo: not zero where a limit is broken, too.
count_instructions() {
    local home=$1 log=$2
    shift 2
    # An old summary of a benchmark that is gone, or that did not run, would be read as one of this run.
    rm -rf "$home"
    # Flags for other processors or other optimisations would count something else.
    env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS CARGO_INCREMENTAL=0 GUNGRAUN_HOME="$home" \
        cargo bench --quiet --bench instructions -- --save-summary=json --parallel=auto "$@" >"$log" 2>&1
}
