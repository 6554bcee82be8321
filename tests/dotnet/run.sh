#!/usr/bin/env bash
# Makes the vectors again with the real .NET: run.sh [FOLDER [--wide]]. Without FOLDER it overwrites the committed ones.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=${1:-$here}
# Pinned: another release of .NET may answer differently, and that must not look like our doing.
packages=(dotnetcore2==3.1.23 pythonnet==3.2.1)

environment=$(mktemp -d)
trap 'rm -rf "$environment"' EXIT
python3 -m venv "$environment"
"$environment/bin/pip" install --quiet "${packages[@]}"

# -B: the source tree is no place for bytecode.
"$environment/bin/python" -B "$here/reference.py" "$folder" "${@:2}"
