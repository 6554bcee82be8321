#!/usr/bin/env bash
# Scans once and writes every report. action.yml sets SCAN_PATHS (one per line) and SCAN_ARGS (separated by whitespace), the
# runner sets the others. You can run it by hand:
#
#   SCAN_PATHS=. SCAN_ARGS= RUNNER_TEMP=/tmp GITHUB_OUTPUT=/tmp/output GITHUB_STEP_SUMMARY=/tmp/summary bash scan.sh
#
# It exits with 0, because the findings must be uploaded before the job fails. It runs with the bash 3.2 of macOS, in which an
# empty array needs `${array[@]+…}`.
set -euo pipefail

paths=()
while IFS= read -r path; do
    [ -z "$path" ] || paths+=("$path")
done <<<"$SCAN_PATHS"
# A quote would be a part of the value, and then a pattern matches nothing.
case $SCAN_ARGS in
    *[\"\']*)
        echo '::error::`args` contains a quote: write the options without quotes, for example `--exclude *.sql`'
        printf 'exit-code=2\nsarif-file=\n' >>"$GITHUB_OUTPUT"
        exit
        ;;
esac
# `read` does not expand patterns. It returns 1, because the text does not contain the delimiter.
IFS=$' \t\n' read -r -d '' -a args <<<"$SCAN_ARGS" || true

reports=$RUNNER_TEMP/smtp-connstr-reports
rm -rf "$reports"
mkdir -p "$reports"
human=$reports/smtp-connstr.txt
markdown=$reports/smtp-connstr.md
sarif=$reports/smtp-connstr.sarif

# The runner reads the annotations from standard output.
code=0
smtp-connstr scan ${args[@]+"${args[@]}"} \
    --format human --output "$human" --format markdown --output "$markdown" --format sarif --output "$sarif" \
    --format github -- ${paths[@]+"${paths[@]}"} || code=$?

if [ -f "$human" ]; then
    cat "$human"
fi
if [ -f "$markdown" ]; then
    # GitHub rejects a summary of more than 1 MiB.
    if [ "$(wc -c <"$markdown")" -le 1048576 ]; then
        cat "$markdown" >>"$GITHUB_STEP_SUMMARY"
    else
        echo 'The report of smtp-connstr is too long for a summary. The log has all findings.' >>"$GITHUB_STEP_SUMMARY"
    fi
fi
# Without a report, nothing was scanned, and there is nothing to upload. `--help` in the arguments would be a success.
if ! [ -f "$sarif" ]; then
    sarif=
    [ "$code" -ne 0 ] || code=2
fi
{
    echo "exit-code=$code"
    echo "sarif-file=$sarif"
} >>"$GITHUB_OUTPUT"
