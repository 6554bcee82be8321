# Functions of budgets.sh and compare.sh.
# shellcheck shell=bash

# Installs valgrind and gungraun-runner if they are missing, and sets GUNGRAUN_RUNNER, which the benchmark is compiled with. The
# runner must have the version of gungraun in the given lock file. Each version has a separate folder, because two revisions may
# need two versions.
ensure_valgrind() {
    local lock=$1 version root
    if ! command -v valgrind >/dev/null; then
        echo "valgrind is missing: installing it" >&2
        local as_root=()
        [ "$(id -u)" -eq 0 ] || as_root=(sudo)
        "${as_root[@]}" apt-get -qq update && "${as_root[@]}" apt-get -qq install -y valgrind >/dev/null || {
            echo "could not install valgrind, install it manually" >&2
            return 2
        }
    fi
    version=$(awk '/^name = "gungraun"$/ { getline; gsub(/"/, "", $3); print $3; exit }' "$lock")
    if [ -z "$version" ]; then
        echo "$lock does not contain gungraun" >&2
        return 2
    fi
    root=${CARGO_HOME:-$HOME/.cargo}/gungraun-runner-$version
    if [ ! -x "$root/bin/gungraun-runner" ]; then
        echo "gungraun-runner $version is missing: installing it" >&2
        # Without optimizations, because the runner only waits for valgrind.
        CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off \
            cargo install --quiet --locked "gungraun-runner@$version" --root "$root" >&2 || {
            echo "could not install gungraun-runner $version" >&2
            return 2
        }
    fi
    export GUNGRAUN_RUNNER=$root/bin/gungraun-runner
}

# Runs the benchmark. Writes the summaries to the folder $1 and the output to the file $2, and passes further arguments to the
# benchmark. The exit code is that of cargo, which is not zero if a limit is exceeded.
count_instructions() {
    local home=$1 log=$2
    shift 2
    # Otherwise a summary of an earlier run could be read as one of this run.
    rm -rf "$home"
    # Flags for a certain processor or for other optimizations would change the counts.
    env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS CARGO_INCREMENTAL=0 GUNGRAUN_HOME="$home" \
        cargo bench --quiet --bench instructions -- --save-summary=json --parallel=auto "$@" >"$log" 2>&1
}
