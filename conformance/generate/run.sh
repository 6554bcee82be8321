#!/usr/bin/env bash
# Records the answers of .NET again: run.sh [FOLDER [--wide]]. Without FOLDER it overwrites the committed files.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here/..}
# Pinned, because another release of .NET may give different answers.
packages=(dotnetcore2==3.1.23 pythonnet==3.2.1)

environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet "${packages[@]}"

# -B: no bytecode files in the source tree.
"$environment/bin/python" -B "$here/reference.py" "$folder" "${@:2}"
