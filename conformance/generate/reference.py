"""Records the answers of System.Data.Common.DbConnectionStringBuilder.

Usage: reference.py FOLDER [--wide]. README.md in the parent folder describes the files that it writes.
"""

import gzip
import json
import pathlib
import sys
import tempfile

import dotnetcore2
from pythonnet import load

import inputs

ERROR = "error"


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
from System import ArgumentException  # noqa: E402
from System.Data.Common import DbConnectionStringBuilder  # noqa: E402


def escaped(text):
    """Escapes a backslash as \\\\, and everything that is not visible ASCII as \\u{hex}."""
    return "".join("\\\\" if c == "\\" else c if "!" <= c <= "~" else f"\\u{{{ord(c):x}}}" for c in text)


def read(text):
    """Returns the dictionary that .NET reads, as sorted fields, or an error."""
    builder = DbConnectionStringBuilder()
    try:
        builder.ConnectionString = text
    except ArgumentException:
        return [ERROR]
    pairs = sorted((str(keyword), str(builder[keyword])) for keyword in builder.Keys)
    return ["ok"] + [escaped(part) for pair in pairs for part in pair]


def write(keyword, value):
    """Returns the connection string that .NET writes for one pair, or an error."""
    builder = DbConnectionStringBuilder()
    try:
        builder[keyword] = value
        return ["ok", escaped(builder.ConnectionString)]
    except ArgumentException:
        return [ERROR]


def save(path, lines):
    """Writes a compressed file without a date and a name, so equal lines give equal files."""
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write("".join(line + "\n" for line in lines).encode("ascii"))
    print(f"{path}: {len(lines)} lines, {path.stat().st_size} bytes")


def main():
    folder, wide = pathlib.Path(sys.argv[1]), "--wide" in sys.argv[2:]
    texts = dict.fromkeys(inputs.texts(wide))
    save(folder / "vectors.tsv.gz", ["\t".join([escaped(text)] + read(text)) for text in texts])
    pairs = dict.fromkeys(inputs.pairs())
    save(folder / "writes.tsv.gz", ["\t".join([escaped(k), escaped(v)] + write(k, v)) for k, v in pairs])


main()
