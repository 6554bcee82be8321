"""The judgment of an answer."""

import string
from typing import NamedTuple, Optional

ASCII_LOWERCASE = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Outcome(NamedTuple):
    """`passed`, `declared` or `failed`; what is different; and the form in which the program answered."""

    status: str
    difference: Optional[str] = None
    got: object = None
    form: Optional[str] = None


def judge(kind, case, answer, may_refuse):
    """Compares an answer with what is recorded."""
    if answer.broken:
        return Outcome("failed", answer.broken, answer.value)
    if kind == "smtp":
        return judge_smtp(case, answer)
    if answer.refused:
        if case.get("error"):
            return Outcome("passed")
        declared = any(flag in may_refuse for flag in case.get("flags", []))
        return Outcome("declared") if declared else Outcome("failed", "refused", {"error": True})
    form, matches = matches_pair(case, answer.value) if kind == "write" else matches_reading(case, answer.value)
    if form is None:
        members = "`text`" if kind == "write" else "`pairs` or `map`"
        return Outcome("failed", f"the output has no valid {members}", answer.value)
    if case.get("error"):
        return Outcome("failed", "accepted", answer.value, form)
    return Outcome("passed", form=form) if matches else Outcome("failed", "different", answer.value, form)


def ascii_folded(keyword):
    """Folds ASCII letters only, as .NET does without culture data."""
    return keyword.translate(ASCII_LOWERCASE)


def matches_reading(case, value):
    """Returns whether a program answered with pairs or with a map, and whether it is what .NET reads.

    Keywords are compared without case. The recorded .NET has no culture data, but a parser may also fold other letters.
    """
    pairs, mapping = (value.get("pairs"), value.get("map")) if isinstance(value, dict) else (None, None)
    expected = case.get("pairs", [])
    if are_pairs(pairs):
        return "pairs", any(keyed(pairs, fold) == keyed(expected, fold) for fold in (ascii_folded, str.lower))
    if isinstance(mapping, dict) and all(isinstance(item, str) for item in mapping.values()):
        return "map", any(is_dictionary(mapping, keyed(expected, fold), fold) for fold in (ascii_folded, str.lower))
    return None, False


def are_pairs(pairs):
    return isinstance(pairs, list) and all(
        isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and (pair[1] is None or isinstance(pair[1], str))
        for pair in pairs
    )


def keyed(pairs, fold):
    return [(fold(keyword), value) for keyword, value in pairs]


def is_dictionary(mapping, expected, fold):
    """Returns whether a map is the dictionary of the expected pairs."""
    folded = {fold(keyword): value for keyword, value in mapping.items()}
    return len(folded) == len(mapping) and folded == dictionary(expected)


def dictionary(pairs):
    """Returns the dictionary of .NET: the last value of a keyword counts, and an unset value removes the keyword."""
    result = {}
    for keyword, value in pairs:
        if value is None:
            result.pop(keyword, None)
        else:
            result[keyword] = value
    return result


def matches_pair(case, value):
    """Returns whether a program answered with a text, and whether it is one that .NET writes, or reads as the pair."""
    text = value.get("text") if isinstance(value, dict) else None
    if not isinstance(text, str):
        return None, False
    keyword = len(case["keyword"].replace("=", "=="))

    def comparable(written):
        # A `;` at the end is not part of the pair.
        return ascii_folded(written[:keyword]), written[keyword:].removesuffix(";")

    if comparable(text) == comparable(case.get("text", "")):
        return "same text", True
    return "other text", comparable(text) in map(comparable, case.get("equivalent", []))


def judge_smtp(case, answer):
    """Compares the verdict of a checker: the canonical form, or the rules of the errors. Advice is optional."""
    if answer.refused or not isinstance(answer.value, dict) or not isinstance(answer.value.get("valid"), bool):
        return Outcome("failed", "the output has no verdict", answer.value)
    required = ["valid", "canonical" if case["valid"] else "errors"]
    optional = [member for member in ["warnings", "notes"] if member in answer.value]
    same = all(answer.value.get(member) == case[member] for member in required + optional)
    form = "with advice" if optional else "verdict"
    return Outcome("passed", form=form) if same else Outcome("failed", "different", answer.value, form)
