"""The readable cases: their inputs are written by hand, and their answers are filled in."""

import json
import pathlib
import string

# .NET folds more letters with culture data, which are disabled here.
LOWERCASE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def folded(keyword):
    """Converts a keyword to lowercase as .NET does without culture data."""
    return keyword.translate(LOWERCASE)


def mapping(pairs):
    """Returns the dictionary after the pairs: the last value of a keyword counts, and null removes the keyword."""
    result = {}
    for keyword, value in pairs:
        if value is None:
            result.pop(keyword, None)
        else:
            result[keyword] = value
    return result


def load():
    """Returns the content of each theme file by its name."""
    folder = pathlib.Path(__file__).parent.parent / "cases"
    return {path.name: json.loads(path.read_text("ascii")) for path in sorted(folder.glob("*.json"))}


def to_read(readable):
    """Generates the cases that have a connection string as input."""
    return (case for theme in readable.values() for case in theme["cases"] if "input" in case)


def to_write(readable):
    """Generates the cases that have a pair as input."""
    return (case for theme in readable.values() for case in theme["cases"] if "input" not in case)


def save(folder, readable, reads, writes):
    """Writes the theme files with the answers."""
    for name, theme in readable.items():
        theme["cases"] = [answered(case, reads, writes) for case in theme["cases"]]
        (folder / name).write_text(formatted(theme), "ascii")


def answered(case, reads, writes):
    """Returns a case with its answer: the pairs and the dictionary, the written text, or an error."""
    given = {name: case[name] for name in ["id", "description", "input", "keyword", "value"] if name in case}
    if "input" not in case:
        return given | writes[case["keyword"], case["value"]]
    answer = reads[case["input"]]
    if "pairs" not in answer:
        return given | answer
    return given | {"pairs": answer["pairs"], "map": mapping(answer["pairs"])} | {k: v for k, v in answer.items() if k != "pairs"}


def formatted(theme):
    """Formats a theme with one member of a case per line."""
    head = "".join(f"  {json.dumps(name)}: {json.dumps(value)},\n" for name, value in theme.items() if name != "cases")
    cases = ",\n".join(
        "    {\n" + ",\n".join(f"      {json.dumps(name)}: {json.dumps(value)}" for name, value in case.items()) + "\n    }"
        for case in theme["cases"]
    )
    return "{\n" + head + '  "cases": [\n' + cases + "\n  ]\n}\n"
