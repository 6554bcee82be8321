"""Writes the checksums of a release's files in the format of sha256sum: `python3 checksums.py FOLDER`."""

import hashlib
import pathlib
import sys

from names import CHECKSUMS


def main(folder):
    """Writes FOLDER/SHA256SUMS, sorted by name."""
    files = sorted(path for path in folder.iterdir() if path.name != CHECKSUMS)
    if not files:
        sys.exit("the folder has no files")
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    # Without the line endings of Windows.
    (folder / CHECKSUMS).write_bytes("".join(lines).encode())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: checksums.py FOLDER")
    main(pathlib.Path(sys.argv[1]))
