#!/usr/bin/env bash
# benches/history.sh FILE.csv
#
# Takes the counts of the last run of benches/budgets.sh into FILE.csv, as the line of the commit that is checked out, and
# writes the page that plots them beside it, FILE.html. The same commit again replaces its line. What the public workflow
# adds to the branch `bench-history`, for anyone to make at home.
set -euo pipefail

if [ $# -ne 1 ] || [ "${1%.csv}" = "$1" ]; then
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
file=$(realpath "$1")
cd "$(dirname "$0")/.."
# shellcheck source=benches/counted.sh
. benches/counted.sh
find_counted

# Under the name of a commit stands what that commit counts, and nothing that is not committed yet.
changed=$(git status --porcelain -- "${counted_sources[@]}")
if [ -n "$changed" ]; then
    printf 'not committed, so it is the count of no commit:\n%s\n' "$changed" >&2
    exit 1
fi
commit=$(git rev-parse HEAD)
# In UTC, so that the order of the text is the order of time.
date=$(TZ=UTC git show --no-patch --format=%cd --date=format-local:%Y-%m-%dT%H:%M:%SZ HEAD)
version=$(rustc --version | cut -d ' ' -f 2)

python3 -B benches/history.py record "$counted" "$commit" "$date" "$version" | python3 -B benches/history.py merge "$file"
python3 -B benches/history.py page "$file" benches/history.html >"${file%.csv}.html"
