#!/usr/bin/env bash
# cli/tests/corpus.sh FOLDER
#
# Prints the findings of `scan` in real files, to compare them with the files. It is not part of the tests, because the files
# must not be committed.
set -euo pipefail

corpus=$(realpath "$1")
cd "$(dirname "$0")/../.."
cargo build --quiet --package smtp-connstr
smtp_connstr=${CARGO_TARGET_DIR:-target}/debug/smtp-connstr

# Findings and unreadable files are expected, so they do not fail this script.
"$smtp_connstr" scan "$corpus" || [ $? -le 2 ]
echo
"$smtp_connstr" scan "$corpus" --format csv || [ $? -le 2 ]
