#!/usr/bin/env python3
"""Reads the summaries of `cargo bench --bench instructions -- --save-summary=json` and prints them.

  instructions.py table DIR              prints the tables of README.md
  instructions.py growth DIR             fails if the cost per byte grows with the length, or if a byte loop is faster
  instructions.py action DIR COMPILER    prints the JSON that the action of .github/workflows/bench.yml reads
  instructions.py compare BASE HEAD --worse-than PERCENT   prints two runs as one table; fails if HEAD is that much worse

DIR, BASE and HEAD are folders of summaries. benches/budgets.sh writes them to `instructions` in the target folder.
This is Python with only its standard library, so budgets.sh does not have to compile a JSON reader.
"""

import argparse
import json
import pathlib
import re
import sys

# The format of gungraun 0.18. Another version may use the same names for other things.
SUMMARY_VERSION = "6"
# The cost per byte in the large case is at most this many times the cost in the small case.
GROWTH = 1.5
# The order of the rows in the tables.
ORDER = ["parse", "parse_many", "fail", "report", "display", "document", "set"]
PEERS = {
    "separators": "only finding the separators, `memchr2_iter`",
    "byte_loop": "a loop over the bytes",
    "split": "`str::split`, `split_once`, `trim`",
    "crate_ado": "crate `connection-string` 0.2, which validates nothing",
}


class Bench:
    """One benchmark of a run."""

    def __init__(self, summary):
        self.group = summary["module_path"].split("::")[1]
        self.function = summary["function_name"]
        self.id = summary["id"]
        self.details = summary["details"] or ""
        self.values, self.limits = {}, {}
        for profile in summary["profiles"]:
            total = profile["summaries"]["total"]
            for metrics in total["summary"].values():
                for name, value in (metrics or {}).items():
                    # `Both` has the values of this run and of the previous one in the same folder.
                    metrics_of = value["metrics"]
                    new = metrics_of.get("Left") or metrics_of.get("Both", [None])[0]
                    if new:
                        self.values[name] = next(iter(new.values()))
            for regression in total["regressions"]:
                hard = regression.get("Hard")
                if hard:
                    name = next(iter(hard["metric"].values()))
                    self.limits[name] = next(iter(hard["limit"].values()))

    @property
    def name(self):
        return f"{self.function}::{self.id}"

    @property
    def instructions(self):
        return self.values["Ir"]

    @property
    def order(self):
        return (ORDER.index(self.function) if self.function in ORDER else len(ORDER), self.function)

    @property
    def bytes(self):
        """The length of the input: the last number of the arguments, which `sized` in instructions.rs checks."""
        numbers = re.findall(r"\d[\d_]*", self.details)
        return int(numbers[-1].replace("_", ""))


def read(folder):
    """Returns the benchmarks of a run by name. Exits if there are none."""
    benches = {}
    for path in sorted(pathlib.Path(folder).rglob("summary.json")):
        summary = json.loads(path.read_text())
        if summary["version"] != SUMMARY_VERSION:
            sys.exit(f"{path}: unsupported summary version {summary['version']}, adapt instructions.py")
        bench = Bench(summary)
        benches[bench.name] = bench
    if not benches:
        sys.exit(f"no benchmark summary in {folder}: run `cargo bench --bench instructions -- --save-summary=json`")
    return benches


def budgets(benches):
    return sorted((bench for bench in benches.values() if bench.group == "budgets"), key=lambda bench: bench.order)


def growth_rows(benches):
    for name, small in sorted(benches.items()):
        if not name.endswith("_small"):
            continue
        large = benches[name.removesuffix("_small") + "_large"]
        yield small, large, (large.instructions / large.bytes) / (small.instructions / small.bytes)


def table(benches):
    canonical = benches["parse::canonical"].instructions
    print("| benchmark | instructions | relative to `parse::canonical` | allocations |")
    print("|---|---:|---:|---:|")
    for bench in budgets(benches):
        broken = " (over its limit)" if "Ir" in bench.limits else ""
        ratio = bench.instructions / canonical / (1000 if bench.id == "thousand" else 1)
        print(f"| `{bench.name}` | {bench.instructions:,}{broken} | {ratio:.2f} | {bench.values['TotalBlocks']} |")
    print("\n| reader of the canonical string | instructions | relative to the parser |")
    print("|---|---:|---:|")
    rows = [(canonical, "the parser, `SmtpConnection::parse`")]
    rows += [(benches[f"{peer}::canonical"].instructions, text) for peer, text in PEERS.items()]
    for instructions, text in sorted(rows):
        print(f"| {text} | {instructions:,} | {instructions / canonical:.2f} |")
    print("\n| growth | bytes | instructions per byte | bytes | instructions per byte | ratio |")
    print("|---|---:|---:|---:|---:|---:|")
    for small, large, ratio in growth_rows(benches):
        name = small.name.removeprefix("grow_").removesuffix("_small")
        per_byte = [f"{bench.bytes:,} | {bench.instructions / bench.bytes:,.1f}" for bench in (small, large)]
        print(f"| `{name}` | {per_byte[0]} | {per_byte[1]} | {ratio:.2f} |")
    return 0


def growth(benches):
    rows = list(growth_rows(benches))
    if not rows:
        sys.exit("no pair of a small and a large benchmark, so nothing was compared")
    bad = [(small, large, ratio) for small, large, ratio in rows if ratio > GROWTH]
    for small, large, ratio in bad:
        print(f"{large.name}: {ratio:.1f} times as many instructions per byte as {small.name}, the limit is {GROWTH}")
    print(f"growth: {len(rows)} pairs compared, {len(bad)} grow faster than the input")
    return 1 if bad or slower_than_byte_loop(benches) else 0


def slower_than_byte_loop(benches):
    """Prints each spelling for which the parser takes more instructions than a byte loop that validates."""
    loops = {bench.id: bench for bench in benches.values() if bench.function == "byte_loop"}
    parses = [bench for bench in benches.values() if bench.function == "parse" and bench.id in loops]
    if not parses:
        sys.exit("no spelling was read by both, so nothing was compared")
    bad = [(parse, loops[parse.id]) for parse in parses if parse.instructions > loops[parse.id].instructions]
    for parse, loop in bad:
        print(f"{parse.name} takes {parse.instructions:,} instructions, the byte loop {loop.instructions:,}")
    print(f"byte loop: {len(parses)} spellings compared, the parser is slower on {len(bad)}")
    return bool(bad)


def action(benches, compiler):
    """Prints the benchmarks that have a budget, on one line."""
    rows = [
        {
            "name": bench.name,
            "unit": "instructions",
            "value": bench.instructions,
            "extra": f"{bench.values['TotalBlocks']} allocations, {compiler}",
        }
        for bench in budgets(benches)
    ]
    print(json.dumps(rows))
    return 0


def compare(base, head, percent):
    limit = 1 + percent / 100
    worse = []
    print("| benchmark | base | head | ratio | |")
    print("|---|---:|---:|---:|---|")
    both = [name for name in head if name in base]
    for name in sorted(both, key=lambda name: (head[name].group, head[name].order)):
        old, new = base[name], head[name]
        notes = []
        if new.instructions > old.instructions * limit:
            notes.append("worse")
        # The number of allocations does not vary between runs.
        if new.values.get("TotalBlocks", 0) > old.values.get("TotalBlocks", 0):
            notes.append(f"allocations {old.values.get('TotalBlocks', 0)} → {new.values['TotalBlocks']}")
        if notes:
            worse.append(name)
        if notes or new.instructions != old.instructions:
            ratio = new.instructions / old.instructions
            print(f"| `{name}` | {old.instructions:,} | {new.instructions:,} | {ratio:.3f} | {', '.join(notes)} |")
    same = sum(base[name].instructions == head[name].instructions for name in both)
    print(f"\n{len(both)} benchmarks compared, {same} equal, {len(worse)} worse (by more than {percent:g} %).")
    for title, names in [("Only in head", head.keys() - base.keys()), ("Only in base", base.keys() - head.keys())]:
        if names:
            print(f"\n{title}, therefore not compared: {', '.join(f'`{name}`' for name in sorted(names))}.")
    if not both:
        sys.exit("the two runs have no benchmark in common, so nothing was compared")
    return 1 if worse else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("table", "growth"):
        commands.add_parser(name).add_argument("folder")
    for_action = commands.add_parser("action")
    for_action.add_argument("folder")
    for_action.add_argument("compiler")
    two = commands.add_parser("compare")
    two.add_argument("base")
    two.add_argument("head")
    two.add_argument("--worse-than", type=float, required=True, metavar="PERCENT")
    arguments = parser.parse_args()
    if arguments.command == "compare":
        sys.exit(compare(read(arguments.base), read(arguments.head), arguments.worse_than))
    if arguments.command == "action":
        sys.exit(action(read(arguments.folder), arguments.compiler))
    sys.exit({"table": table, "growth": growth}[arguments.command](read(arguments.folder)))


if __name__ == "__main__":
    main()
