"""Collects the licenses of the dependencies in the binary of a target: `python3 notices.py TARGET FILE`.

Their licenses require that a binary is distributed with these texts. deny.toml lists the licenses that are allowed.
cargo-about does the same, but takes minutes to build.
"""

import json
import pathlib
import re
import subprocess
import sys

from names import PACKAGE, ROOT

LICENSE_FILE = re.compile(r"(LICEN[CS]E|COPYING|COPYRIGHT|NOTICE|UNLICENSE)", re.IGNORECASE)


def linked(target):
    """Returns the packages that are compiled into the binary, sorted by name. Build scripts and macros are not in it."""
    command = ["cargo", "metadata", "--format-version=1", "--locked", "--filter-platform", target]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    waiting = [package["id"] for package in metadata["packages"] if package["name"] == PACKAGE]
    found = set()
    while waiting:
        name = waiting.pop()
        macro = any("proc-macro" in item["kind"] for item in packages[name]["targets"])
        if name in found or macro:
            continue
        found.add(name)
        for dependency in nodes[name]["deps"]:
            if any(kind["kind"] is None for kind in dependency["dep_kinds"]):
                waiting.append(dependency["pkg"])
    # Without a source, it is a package of this repository.
    return sorted((packages[name] for name in found if packages[name]["source"]), key=lambda package: package["name"])


def notices(packages):
    """Returns the list of packages, and each license text once with the packages that have it."""
    lines = ["smtp-connstr contains these packages:", ""]
    texts = {}
    for package in packages:
        name = f"{package['name']} {package['version']}"
        lines.append(f"- {name}: {package['license']}, {package['repository']}")
        # Some packages have no text. Those of MIT and Apache-2.0 are in the list because of others.
        for path in sorted(pathlib.Path(package["manifest_path"]).parent.iterdir()):
            if path.is_file() and LICENSE_FILE.match(path.name):
                text = path.read_text(encoding="utf-8").replace("\r\n", "\n").strip("\n")
                texts.setdefault(text, []).append(name)
    for text, names in texts.items():
        lines += ["", "-" * 80, f"{', '.join(dict.fromkeys(names))}:", "", text]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: notices.py TARGET FILE")
    pathlib.Path(sys.argv[2]).write_bytes(notices(linked(sys.argv[1])).encode())
