"""The cases of the suite."""

import gzip
import json
import pathlib

FOLDER = pathlib.Path(__file__).parent.parent

FLAGS = json.loads((FOLDER / "schema.json").read_text("ascii"))["definitions"]["flags"]["items"]["enum"]


def load(kind, full):
    """Returns the cases of a set, each with its theme."""
    if full:
        return list(recorded(kind))
    folder = FOLDER / ("smtp" if kind == "smtp" else "cases")
    themes = [json.loads(path.read_text("ascii")) for path in sorted(folder.glob("*.json"))]
    cases = [case | {"theme": theme["theme"]} for theme in themes for case in theme["cases"]]
    return [case for case in cases if ("input" in case) != (kind == "write")]


def recorded(kind):
    """Generates the lines of the full set as cases."""
    with gzip.open(FOLDER / "full" / f"{kind}.jsonl.gz", "rt", encoding="ascii") as lines:
        for number, line in enumerate(lines, 1):
            yield json.loads(line) | {"theme": "full", "id": f"full/{number}"}


def given(case):
    """Returns what the program is given: a connection string, or a keyword and a value."""
    return case["input"] if "input" in case else {"keyword": case["keyword"], "value": case["value"]}


def line(case):
    """Returns the line that the program reads in batch mode."""
    return json.dumps(given(case))


def text(case):
    """Returns the whole standard input of the program if it is run for this case only."""
    return case["input"] if "input" in case else line(case)
