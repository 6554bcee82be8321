#!/usr/bin/env python3
"""Keeps what the benchmarks with a budget counted, one line for each commit, as a CSV file.

  history.py record DIR COMMIT DATE RUSTC   prints the header and the line of the run in DIR (see instructions.py)
  history.py merge FILE                     takes lines of that form from standard input into FILE
  history.py page FILE TEMPLATE             prints TEMPLATE with FILE in it: a page that plots it and loads nothing

CSV and not JSON lines: the names stand there once, so a commit takes some 220 bytes and not 940. A benchmark that is new
gets a column, empty for the commits before it.
"""

import argparse
import os
import pathlib
import re
import sys

import instructions

# A file with anything else in it is damaged, and is left as it is. That these forms leave no room for markup is what lets the
# page take the text as it is.
ABOUT = {
    "commit": r"[0-9a-f]{40}",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z",
    "rustc": r"[0-9a-z.-]{1,40}",
}
NAME = r"[a-z0-9_]{1,60}::[a-z0-9_]{1,60}"
COUNT = r"[0-9]{0,15}"
PLACE_OF_DATA = '<script type="text/csv" id="data"></script>'


def parse(text, source):
    """The lines by commit, each by column. Ends the program where the text is not of that form."""
    lines = text.splitlines()
    if not lines:
        return {}
    columns = lines[0].split(",")
    names = columns[len(ABOUT):]
    if columns[: len(ABOUT)] != list(ABOUT) or not all(re.fullmatch(NAME, name) for name in names):
        sys.exit(f"{source}, line 1: not the header of a history; nothing was changed")
    if len(set(names)) < len(names):
        sys.exit(f"{source}, line 1: two columns of the same name; nothing was changed")
    rows = {}
    for number, line in enumerate(lines[1:], 2):
        values = line.split(",")
        forms = [*ABOUT.values(), *[COUNT] * len(names)]
        if len(values) != len(columns) or not all(map(re.fullmatch, forms, values)):
            sys.exit(f"{source}, line {number}: not a line of this history; nothing was changed")
        row = dict(zip(columns, values))
        if row["commit"] in rows:
            sys.exit(f"{source}, line {number}: this commit has a line already; nothing was changed")
        rows[row["commit"]] = row
    return rows


def text_of(rows):
    names = {name for row in rows.values() for name in row} - ABOUT.keys()
    columns = [*ABOUT, *sorted(names, key=lambda name: (instructions.order(name.split("::")[0]), name))]
    # By time, since two runs may end in the other order; commits of one second stay as they came.
    lines = [[row.get(name, "") for name in columns] for row in sorted(rows.values(), key=lambda row: row["date"])]
    return "".join(",".join(line) + "\n" for line in [columns, *lines])


def record(folder, commit, date, rustc):
    row = {"commit": commit, "date": date, "rustc": rustc}
    for bench in instructions.budgets(instructions.read(folder)):
        row[bench.name] = str(bench.instructions)
    text = text_of({commit: row})
    parse(text, "this run")
    print(text, end="")


def merge(path, added):
    path = pathlib.Path(path)
    rows = parse(path.read_text() if path.exists() else "", path)
    new = parse(added, "standard input")
    if not new:
        sys.exit("standard input: no line to add; nothing was changed")
    rows.update(new)
    text = text_of(rows)
    # Whole or not at all.
    unfinished = path.with_name(path.name + ".new")
    unfinished.write_text(text)
    os.replace(unfinished, path)
    print(f"history: {len(rows)} commits in {path}, {len(text):,} bytes")


def page(path, template):
    data = pathlib.Path(path).read_text()
    parse(data, path)
    before, found, after = pathlib.Path(template).read_text().partition(PLACE_OF_DATA)
    if not found:
        sys.exit(f"{template}: no place for the data: {PLACE_OF_DATA}")
    print(before + PLACE_OF_DATA.replace("><", f">\n{data}<") + after, end="")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, arguments in {"record": "dir commit date rustc", "merge": "file", "page": "file template"}.items():
        command = commands.add_parser(name)
        for argument in arguments.split():
            command.add_argument(argument)
    given = parser.parse_args()
    if given.command == "record":
        record(given.dir, given.commit, given.date, given.rustc)
    elif given.command == "merge":
        merge(given.file, sys.stdin.read())
    else:
        page(given.file, given.template)


if __name__ == "__main__":
    main()
