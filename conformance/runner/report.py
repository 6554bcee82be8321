"""The report of a run."""

import json
import shlex

from runner import suite
from runner.judge import dictionary

COLUMNS = ["cases", "passed", "declared", "skipped", "failed"]


def summary(cases, asked, outcomes, options):
    """Returns the counts for each theme, and all failures, the shortest first."""
    themes = {}
    for case in cases:
        counts = themes.setdefault(case["theme"], dict.fromkeys(COLUMNS, 0))
        counts["cases"] += 1
        counts["skipped"] += 1
    failures, differences, forms, refused_flags = [], {}, {}, set()
    for case, outcome in zip(asked, outcomes):
        counts = themes[case["theme"]]
        counts["skipped"] -= 1
        counts[outcome.status] += 1
        if outcome.form:
            forms[outcome.form] = forms.get(outcome.form, 0) + 1
        if outcome.status == "declared":
            refused_flags |= set(case["flags"])
        if outcome.status == "failed":
            differences[outcome.difference] = differences.get(outcome.difference, 0) + 1
            failures.append(failure(case, outcome))
    return {
        "set": options.set,
        "full": options.full,
        "command": options.command,
        "refuses": options.refuses,
        "skip": options.skip,
        "unused": [flag for flag in options.refuses if flag not in refused_flags],
        "themes": themes,
        "total": {column: sum(counts[column] for counts in themes.values()) for column in COLUMNS},
        "forms": forms,
        "differences": differences,
        "failures": sorted(failures, key=lambda each: len(json.dumps(each["given"]))),
    }


def failure(case, outcome):
    """Returns a failed case with what was expected and what the program answered."""
    members = ["error", "pairs", "text", "equivalent", "valid", "canonical", "errors", "warnings", "notes"]
    expected = {member: case[member] for member in members if member in case}
    if outcome.form == "map" and "pairs" in case:
        expected = {"map": dictionary(case["pairs"])}
    return {
        "id": case["id"],
        "description": case.get("description"),
        "given": suite.given(case),
        "flags": case.get("flags", []),
        "difference": outcome.difference,
        "expected": expected,
        "got": outcome.got,
    }


def text(summary, shown):
    """Formats a summary for people."""
    rows = [["theme", *COLUMNS]]
    rows += [[theme, *(str(counts[column]) for column in COLUMNS)] for theme, counts in summary["themes"].items()]
    if len(summary["themes"]) > 1:
        rows.append(["total", *(str(summary["total"][column]) for column in COLUMNS)])
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [f"command: {shlex.join(summary['command'])}"]
    lines += ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows]
    if summary["forms"]:
        lines.append("answers: " + counted(summary["forms"]))
    if summary["differences"]:
        lines.append("failures: " + counted(summary["differences"]))
    for flag in summary["unused"]:
        lines.append(f"note: --refuses {flag} is declared, but no string with it was refused")
    if summary["failures"] and not summary["forms"]:
        lines.append("note: no answer is valid; --stderr shows what the program writes to standard error")
    for each in summary["failures"][:shown]:
        lines += ["", f"FAILED {each['id']}: {each['difference']}"]
        if each["description"]:
            lines.append(f"  {each['description']}")
        lines += [f"  given     {shortened(each['given'])}", f"  expected  {shortened(each['expected'])}"]
        if each["got"] is not None:
            lines.append(f"  got       {shortened(each['got'])}")
    if len(summary["failures"]) > shown:
        lines += ["", f"... and {len(summary['failures']) - shown} more: --show N shows them"]
    return "\n".join(lines)


def counted(counts):
    return ", ".join(f"{name} ({count})" for name, count in counts.items())


def shortened(value, limit=400):
    """Formats a value in ASCII, because terminals interpret control characters."""
    formatted = json.dumps(value)
    return formatted if len(formatted) <= limit else formatted[:limit] + " [shortened]"
