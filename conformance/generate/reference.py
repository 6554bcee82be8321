"""Records the answers of System.Data.Common.DbConnectionStringBuilder.

Usage: reference.py FOLDER [--wide]. It writes `full/read.jsonl.gz`, `full/write.jsonl.gz`, and the readable cases with their
answers to the folder.
"""

import gzip
import json
import pathlib
import sys
import tempfile

import dotnetcore2
from pythonnet import load

import cases
import flags
import inputs


def start_runtime():
    """Loads .NET from the package `dotnetcore2`, without culture data."""
    config = {
        "runtimeOptions": {
            "tfm": "netcoreapp3.1",
            "framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"},
            # Otherwise the lowercase form of keywords depends on the machine's version of ICU.
            "configProperties": {"System.Globalization.Invariant": True},
        }
    }
    with tempfile.NamedTemporaryFile("w", suffix=".runtimeconfig.json") as file:
        json.dump(config, file)
        file.flush()
        load("coreclr", runtime_config=file.name, dotnet_root=str(pathlib.Path(dotnetcore2.__file__).parent / "bin"))


start_runtime()
import clr  # noqa: E402  (the module exists only after the runtime has started)

clr.AddReference("System.Data.Common")
from System import ArgumentException, Array, Object  # noqa: E402
from System.Data.Common import DbConnectionStringBuilder  # noqa: E402
from System.Reflection import BindingFlags  # noqa: E402

ASSEMBLY = clr.GetClrType(DbConnectionStringBuilder).Assembly
PRIVATE = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public
OPTIONS = ASSEMBLY.GetType("System.Data.Common.DbConnectionOptions")
PARSE = OPTIONS.GetConstructors(PRIVATE)[0]
FIRST = OPTIONS.GetField("_keyChain", PRIVATE)
NAME, VALUE, LENGTH, NEXT = (
    ASSEMBLY.GetType("System.Data.Common.NameValuePair").GetField(field, PRIVATE) for field in ["_name", "_value", "_length", "_next"]
)


def chain(text):
    """Returns the pairs that .NET reads, in order, each with its part of the text.

    The builder shows only its dictionary. Before that, it reads the text into the list of the internal class
    `DbConnectionOptions`, where an unquoted empty value is null.
    """
    units = text.encode("utf-16-le")
    pair = FIRST.GetValue(PARSE.Invoke(Array[Object]([text, None, False])))
    pairs, start = [], 0
    while pair is not None:
        end = start + 2 * LENGTH.GetValue(pair)
        pairs.append((str(NAME.GetValue(pair)), VALUE.GetValue(pair), units[start:end].decode("utf-16-le")))
        pair, start = NEXT.GetValue(pair), end
    return pairs


def dictionary(text):
    """Returns the dictionary of the builder after it has read the text, or None if it refuses the text."""
    builder = DbConnectionStringBuilder()
    try:
        builder.ConnectionString = text
    except ArgumentException:
        return None
    return {str(keyword): str(builder[keyword]) for keyword in builder.Keys}


def read(text):
    """Returns what .NET reads in a text."""
    mapping = dictionary(text)
    if mapping is None:
        return {"error": True, "flags": flags.of_error(text)}
    parts = chain(text)
    pairs = [[keyword, value] for keyword, value, _ in parts]
    # The full set records only the pairs, because this rule gives the dictionary.
    if mapping != cases.mapping(pairs):
        raise SystemExit(f"the pairs of {text!r} do not explain its dictionary: {pairs}, {mapping}")
    return {"pairs": pairs, "flags": flags.of_pairs(text, parts)}


def write(keyword, value):
    """Returns the connection string that .NET writes for one pair, and which forms it reads as that pair."""
    builder = DbConnectionStringBuilder()
    try:
        builder[keyword] = value
    except ArgumentException:
        return {"error": True, "flags": flags.of_keyword(keyword)}
    written = str(builder.ConnectionString)
    doubled = {quote: quote + value.replace(quote, 2 * quote) + quote for quote in "\"'"}
    forms = dict.fromkeys([written] + [keyword.replace("=", "==") + "=" + form for form in [value, *doubled.values()]])
    equal = [form for form in forms if dictionary(form) == cases.mapping([[cases.folded(keyword), value]])]
    is_lost = [] if written in equal else ["not-read-back"]
    return {"text": written, "equivalent": [form for form in equal if form != written], "flags": flags.of_keyword(keyword) + is_lost}


def save(path, lines):
    """Writes compressed JSON Lines without a date and a name, so equal lines give equal files."""
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        for line in lines:
            packed.write((json.dumps(line, separators=(",", ":")) + "\n").encode("ascii"))
    print(f"{path}: {len(lines)} lines, {path.stat().st_size} bytes")


def without_empty(line):
    """Drops the members that are empty lists, except the pairs."""
    return {name: value for name, value in line.items() if value != [] or name == "pairs"}


def main():
    folder, wide = pathlib.Path(sys.argv[1]), "--wide" in sys.argv[2:]
    readable = cases.load()
    texts = [*inputs.texts(wide), *(case["input"] for case in cases.to_read(readable))]
    pairs = [*inputs.pairs(), *((case["keyword"], case["value"]) for case in cases.to_write(readable))]
    reads = {text: without_empty(read(text)) for text in dict.fromkeys(texts)}
    writes = {pair: without_empty(write(*pair)) for pair in dict.fromkeys(pairs)}
    for name in ["full", "cases"]:
        (folder / name).mkdir(parents=True, exist_ok=True)
    save(folder / "full" / "read.jsonl.gz", [{"input": text, **answer} for text, answer in reads.items()])
    save(folder / "full" / "write.jsonl.gz", [{"keyword": k, "value": v, **answer} for (k, v), answer in writes.items()])
    cases.save(folder / "cases", readable, reads, writes)


main()
