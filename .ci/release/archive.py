"""Packs a binary for a release: `python3 archive.py TARGET BINARY NOTICES FOLDER`.

NOTICES is the file of notices.py. The binary must run on this machine, because it generates its manual page and completions.
The same files give the same archive: they are sorted, without owners, and have the time of the commit.
"""

import datetime
import gzip
import io
import pathlib
import subprocess
import sys
import tarfile
import zipfile

from names import NOTICES, PACKAGE, ROOT, names

COMPLETIONS = {
    "bash": "smtp-connstr.bash",
    "elvish": "smtp-connstr.elv",
    "fish": "smtp-connstr.fish",
    "powershell": "_smtp-connstr.ps1",
    "zsh": "_smtp-connstr",
}
DOCUMENTS = {
    "README.md": "cli/README.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "LICENSE-APACHE": "LICENSE-APACHE",
    "LICENSE-MIT": "LICENSE-MIT",
}


def contents(binary, name, notices):
    """Returns the files of the archive, with their paths in its folder."""

    def printed(*arguments):
        return subprocess.run([str(binary), *arguments], check=True, stdout=subprocess.PIPE).stdout

    files = {name: binary.read_bytes(), NOTICES: notices.read_bytes()}
    files.update((path, (ROOT / source).read_bytes()) for path, source in DOCUMENTS.items())
    files["man/smtp-connstr.1"] = printed("man")
    files.update((f"completions/{path}", printed("completions", shell)) for shell, path in COMPLETIONS.items())
    return files


def mode(entry):
    """Returns the permissions of a file: only the binary is executable."""
    return 0o755 if entry.startswith(PACKAGE) else 0o644


def write_tar(path, folder, files, time):
    """Writes a compressed tar archive."""
    # Without a file name and a time in the header of gzip.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, 0) as packed:
        archive = tarfile.open(fileobj=packed, mode="w")
        for entry, data in sorted(files.items()):
            header = tarfile.TarInfo(f"{folder}/{entry}")
            header.size = len(data)
            header.mtime = time
            header.mode = mode(entry)
            archive.addfile(header, io.BytesIO(data))
        archive.close()


def write_zip(path, folder, files, time):
    """Writes a zip archive."""
    moment = datetime.datetime.fromtimestamp(time, datetime.timezone.utc).timetuple()[:6]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for entry, data in sorted(files.items()):
            header = zipfile.ZipInfo(f"{folder}/{entry}", moment)
            header.external_attr = mode(entry) << 16
            archive.writestr(header, data, zipfile.ZIP_DEFLATED)


def main(target, binary, notices, output):
    """Writes the archive, and prints its path."""
    wanted = names(target)
    folder, name = wanted.binary.split("/")
    command = ["git", "log", "-1", "--format=%ct"]
    time = int(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    output.mkdir(parents=True, exist_ok=True)
    path = output / wanted.archive
    files = contents(binary, name, notices)
    if path.suffix == ".zip":
        write_zip(path, folder, files, time)
    else:
        write_tar(path, folder, files, time)
    print(path)


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit("usage: archive.py TARGET BINARY NOTICES FOLDER")
    main(sys.argv[1], *map(pathlib.Path, sys.argv[2:]))
