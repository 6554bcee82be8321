"""Flags: properties of a string that parsers often treat differently. `README.md` in the parent folder lists them.

A flag depends on the string and on the answer of .NET, not on what another parser does.
"""

import unicodedata

# `str.isspace` also contains U+001C to U+001F, which are not whitespace in .NET.
WHITESPACE = frozenset("\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000") | frozenset(map(chr, range(0x2000, 0x200B)))


def is_control(character):
    return unicodedata.category(character) == "Cc"


def of_characters(text):
    """Returns the flags that only depend on the characters."""
    found = {
        "nul": "\0" in text,
        "control-character": any(is_control(c) and c not in WHITESPACE and c != "\0" for c in text),
        "control-whitespace": any(c in "\t\n\v\f\r" for c in text),
        "non-ascii-whitespace": any(c in WHITESPACE and c > "\x7f" for c in text),
        "supplementary-character": any(c > "\uffff" for c in text),
    }
    return [flag for flag, applies in found.items() if applies]


def of_error(text):
    """Returns the flags of a string that .NET refuses."""
    return ["doubled-equals"] * ("==" in text) + of_characters(text)


def of_pairs(text, parts):
    """Returns the flags of a string that .NET reads as these pairs, each with its part of the string."""
    keywords = [keyword for keyword, _, _ in parts]
    raw_values = [raw_value(part) for _, _, part in parts]
    found = {
        "semicolon-in-keyword": any(";" in keyword for keyword in keywords),
        "doubled-equals": any("=" in keyword for keyword in keywords),
        "control-in-keyword": any(any(map(is_control, keyword)) for keyword in keywords),
        "non-ascii-keyword": not all(map(str.isascii, keywords)),
        "duplicate-keyword": len(set(keywords)) < len(keywords),
        "unset-value": any(value is None for _, value, _ in parts),
        "single-quotes": any(value.startswith("'") for value in raw_values),
        "quote-inside-value": any(value[:1] not in ("'", '"') and ("'" in value or '"' in value) for value in raw_values),
    }
    return [flag for flag, applies in found.items() if applies] + of_characters(text)


def of_keyword(keyword):
    """Returns the flags of a pair to write."""
    return ["semicolon-in-keyword"] * (";" in keyword)


def raw_value(part):
    """Returns the value in a part of the string, with its quotes: what follows the first `=` that is not doubled."""
    _, _, value = part.replace("==", "  ").partition("=")
    return value.strip("".join(WHITESPACE) + ";\0")
