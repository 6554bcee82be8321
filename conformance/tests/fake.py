"""A program for `conformance/run` that knows the recorded answers in a folder. The first argument says how it misbehaves."""

import json
import os
import pathlib
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).parent.parent
CULPRIT = "a=1;a=2;a=3"


def recorded(folder):
    """Returns the recorded cases by what the program is given, as JSON."""
    themes = [json.loads(path.read_text("ascii")) for path in (FOLDER / folder).glob("*.json")]
    cases = [case for theme in themes for case in theme["cases"]]
    return {json.dumps(case.get("input", {"keyword": case.get("keyword"), "value": case.get("value")})): case for case in cases}


def first_wins(pairs):
    result = {}
    for keyword, value in pairs:
        result.setdefault(keyword, value or "")
    return {"map": result}


def answer(mode, given, case):
    """Returns what the program prints for a case, or None if it refuses."""
    if given == CULPRIT:
        misbehave(mode)
    if mode == "refuses-nul" and "\0" in given or mode == "refuses-all" or case.get("error"):
        return None
    if mode == "wrong-for-nul" and "\0" in given:
        return {"pairs": [["wrong", "1"]]}
    if mode == "first-wins":
        return first_wins(case["pairs"])
    if mode == "map":
        return {"map": {keyword.upper(): value for keyword, value in case["map"].items()}}
    if mode == "equivalent":
        return {"text": case.get("equivalent", [case["text"]])[-1] + ";"}
    if mode == "unquoted":
        return {"text": f"{case['keyword']}={case['value']}"}
    if mode == "no-advice":
        return {member: case[member] for member in ["valid", "canonical", "errors"] if member in case}
    if mode == "wrong-advice":
        return case | {"notes": ["other"]}
    return case


def misbehave(mode):
    if mode in ("crash", "buffered-crash"):
        # Without the buffered output, as after a segmentation fault.
        os._exit(3)
    if mode == "hang":
        time.sleep(60)
    if mode == "child":
        # The child has the standard output of its parent, so its end is not seen.
        subprocess.Popen(["sleep", "60"])
        os._exit(0)
    if mode == "flood":
        while True:
            print("x" * 65536)
    if mode == "two-lines":
        print("{}")


def main():
    mode = sys.argv[1]
    given = sys.stdin.buffer.read().decode("utf-8")
    if mode == "garbage":
        sys.stdout.buffer.write(b"\xff[[[\n" * given.count("\n") or b"\xff[[[")
        return 0
    cases = recorded(sys.argv[2])
    if "--batch" not in sys.argv:
        printed = answer(mode, given, cases[json.dumps(given)])
        print("" if printed is None else json.dumps(printed))
        return int(printed is None)
    lines = given.splitlines()
    for number, line in enumerate(lines, 1):
        printed = answer(mode, json.loads(line), cases.get(line, {}))
        end = "" if mode == "no-last-line-break" and number == len(lines) else "\n"
        print(json.dumps(printed or {"error": True}), end=end, flush=mode != "buffered-crash")
    return 0


sys.exit(main())
