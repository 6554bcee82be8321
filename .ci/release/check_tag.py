"""Checks that a tag may be released: `python3 check_tag.py TAG FILE`.

The tag is `v` and the version of Cargo.toml, and CHANGELOG.md has a dated section for it. Writes that section to FILE, as the
description of the release.
"""

import pathlib
import re
import sys

from names import ROOT, package


def section(changelog, version):
    """Returns the text of the section of a version, or nothing if there is no dated one."""
    heading = rf"## \[?{re.escape(version)}\]? - \d{{4}}-\d{{2}}-\d{{2}}\n"
    found = re.search(rf"^{heading}(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def main(tag, path):
    """Checks the tag, and writes the section."""
    version = package()["version"]
    if tag != f"v{version}":
        sys.exit(f"the tag must be v{version}, the version in Cargo.toml")
    text = section((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), version)
    if not text:
        sys.exit(f"CHANGELOG.md has no section `## {version} - YYYY-MM-DD` with text")
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: check_tag.py TAG FILE")
    main(sys.argv[1], pathlib.Path(sys.argv[2]))
