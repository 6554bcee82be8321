"""The names of a release's files, read from cli/Cargo.toml, so they are defined once: `python3 names.py version`."""

import json
import pathlib
import re
import subprocess
import sys
from typing import NamedTuple

ROOT = pathlib.Path(__file__).resolve().parents[2]
PACKAGE = "smtp-connstr"
CHECKSUMS = "SHA256SUMS"
NOTICES = "THIRD-PARTY-LICENSES.txt"


class Names(NamedTuple):
    """The names for one target."""

    # The address of the archive in the release.
    url: str
    # The file name of the archive.
    archive: str
    # The path of the binary in the archive.
    binary: str


def package():
    """Returns the package of the command line, as cargo reads it."""
    command = ["cargo", "metadata", "--format-version=1", "--no-deps", "--locked"]
    metadata = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return next(package for package in metadata["packages"] if package["name"] == PACKAGE)


def names(target):
    """Expands the templates of `cargo binstall` for a target."""
    manifest = package()
    templates = dict(manifest["metadata"]["binstall"])
    templates.update(templates.pop("overrides", {}).get(target, {}))
    values = {
        "repo": manifest["repository"],
        "name": manifest["name"],
        "version": manifest["version"],
        "target": target,
        "bin": PACKAGE,
        "binary-ext": ".exe" if "-windows-" in target else "",
    }

    def expand(template):
        return re.sub(r"\{ ([a-z-]+) \}", lambda variable: values[variable[1]], template)

    url = expand(templates["pkg-url"])
    archive = url.rsplit("/", 1)[1]
    if not archive.endswith({"tgz": ".tar.gz", "zip": ".zip"}[templates["pkg-fmt"]]):
        raise ValueError("pkg-fmt is not the format of pkg-url")
    return Names(url, archive, expand(templates["bin-dir"]))


if __name__ == "__main__":
    if sys.argv[1:] != ["version"]:
        sys.exit("usage: names.py version")
    print(package()["version"])
