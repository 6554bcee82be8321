#!/usr/bin/env bash
# cli/tests/corpus.sh [FOLDER]
#
# Prints what `scan` finds in real files, for a person to compare with the files. FOLDER is ../shared/corpus beside the
# repository unless it is given. No test runs this: the files are not ours to commit.
set -euo pipefail

cd "$(dirname "$0")/../.."
corpus=${1:-../shared/corpus}
cargo build --quiet --package smtp-connstr
smtp_connstr=${CARGO_TARGET_DIR:-target}/debug/smtp-connstr

# Findings and unreadable files are what it is to show, and no failure of this script.
"$smtp_connstr" scan "$corpus" || [ $? -le 2 ]
echo
"$smtp_connstr" scan "$corpus" --format csv || [ $? -le 2 ]
