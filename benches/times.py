#!/usr/bin/env python3
"""Prints the times of the last `cargo bench --bench parse`: those of the library, and the others as ratios to them.

  times.py [--write]      with --write it writes the tables to benches/README.md

On a shared machine, times vary by tens of percent from run to run. The ratios of one run vary less.
"""

import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
CRITERION = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target")) / "criterion"
BEGIN, END = "<!-- times: written by benches/times.py -->", "<!-- end of times -->"
# In the order of parse.rs, without the groups that have only one implementation.
GROUPS = {
    "parse canonical": "bytes",
    "parse odd": "spelling",
    "fail": "rule",
    "display": "",
    "edit": "bytes",
    "pairs": "bytes",
    "scan": "lines",
}
CONTENDERS = ["separators", "byte-loop", "format", "str-split", "connection-string"]


def read():
    """Returns the median in nanoseconds and the number of bytes by group, input and implementation."""
    times = {}
    for path in sorted(CRITERION.glob("**/new/benchmark.json")):
        about = json.loads(path.read_text())
        median = json.loads(path.with_name("estimates.json").read_text())["median"]["point_estimate"]
        texts = times.setdefault(about["group_id"], {})
        texts.setdefault(about["value_str"] or "", {})[about["function_id"]] = (median, about["throughput"]["Bytes"])
    return times


def by_size(text):
    return (int(text), "") if text.isdigit() else (0, text)


def time(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def table(times):
    for group, texts_are in GROUPS.items():
        texts = times[group]
        contenders = [name for name in CONTENDERS if any(name in text for text in texts.values())]
        print(f"| {group}{f', {texts_are}' if texts_are else ''} | ours | GB/s | {' | '.join(contenders)} |")
        print(f"|---|{'---:|' * (2 + len(contenders))}")
        for name, text in sorted(texts.items(), key=lambda item: by_size(item[0])):
            ours, size = text["ours"]
            ratios = [f"{text[other][0] / ours:.2f}" if other in text else "" for other in contenders]
            name = f"{int(name):,}" if name.isdigit() else name or "canonical"
            print(f"| {name} | {time(ours)} | {size / ours:.2f} | {' | '.join(ratios)} |")
        print()


def main():
    times = read()
    missing = GROUPS.keys() - times.keys()
    if missing:
        sys.exit(f"no times of {', '.join(sorted(missing))}; run `cargo bench --bench parse`")
    if sys.argv[1:] != ["--write"]:
        table(times)
        return
    readme = HERE / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    _, found, after = rest.partition(END)
    if not found:
        sys.exit(f"{readme} has no markers for the times")
    with open(readme, "w", encoding="utf-8") as sys.stdout:
        print(before + BEGIN + "\n")
        table(times)
        print(END + after, end="")


if __name__ == "__main__":
    main()
