#!/usr/bin/env bash
# benches/scan.sh [FOLDER]
#
# Times `smtp-connstr scan`, `rg` for the words that the scan searches for, `grep` for one word, and Python's xml.etree on
# generated SSIS packages that are in the cache, and prints a table in Markdown. The packages (550 MB) are generated in FOLDER
# (default: /tmp/ssis-packages) if it does not exist. Without `rg`, its row is missing.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
tree=${1:-/tmp/ssis-packages}
rounds=${ROUNDS:-7}
cargo build --quiet --release --manifest-path "$here/../Cargo.toml" --package smtp-connstr
smtp_connstr=${CARGO_TARGET_DIR:-$here/../target}/release/smtp-connstr
[ -d "$tree" ] || python3 "$here/generate_packages.py" "$tree"

HERE_BINARY=$smtp_connstr python3 - "$tree" "$rounds" <<'PYTHON'
import csv, io, os, shutil, statistics, subprocess, sys, time

tree, rounds = sys.argv[1], int(sys.argv[2])
etree = """
import pathlib, sys, xml.etree.ElementTree as tree
found = 0
for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.dtsx")):
    found += sum(1 for element in tree.parse(path).iter() if element.tag.endswith("SmtpConnectionManager"))
print(found)
"""
contenders = {
    "`smtp-connstr scan --format csv`": [os.environ["HERE_BINARY"], "scan", tree, "--format", "csv", "--allow", "error"],
    "`grep -rlI SmtpConnectionManager`": ["grep", "-rlI", "SmtpConnectionManager", tree],
    "`xml.etree`, every file": [sys.executable, "-c", etree, tree],
}
if shutil.which("rg"):
    contenders["`rg -l`, every word"] = ["rg", "-l", "-i", "-uuu", "smtp|enablessl|sendmailtask|dbmail", tree]

def run(command):
    before, start = os.times(), time.perf_counter()
    output = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    wall, after = time.perf_counter() - start, os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return wall, cpu, output

# The first run checks the results and fills the cache.
outputs = {name: run(command)[2] for name, command in contenders.items()}
scan, grep, python, *_ = outputs.values()
managers = sum(row["type"] == "manager" for row in csv.DictReader(io.StringIO(scan.decode())))
found = {managers, len(grep.splitlines()), int(python)}
assert len(found) == 1, f"the programs disagree: {found}"

times = {name: [] for name in contenders}
for round in range(rounds):
    # The programs run alternately, because then other load affects all of them. The slow one runs only three times.
    for name, command in contenders.items():
        if round < 3 or "etree" not in name:
            times[name].append(run(command)[:2])

best = {name: min(wall for wall, _ in runs) for name, runs in times.items()}
base = next(iter(best.values()))
print(f"{found.pop()} SMTP connection managers, {os.cpu_count()} cores, the best of {rounds} (xml.etree: of 3), warm cache\n")
print("| | best | median | processor time | ratio of the best times |")
print("|---|---|---|---|---|")
for name, runs in times.items():
    wall = [wall for wall, _ in runs]
    cpu = min(cpu for _, cpu in runs)
    print(f"| {name} | {best[name]:.2f} s | {statistics.median(wall):.2f} s | {cpu:.2f} s | {best[name] / base:.1f} |")
PYTHON
