"""A folder with the files of a release, for the tests of what installs them."""

import atexit
import functools
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile

from names import ROOT, package

VERSION = package()["version"]
# Packing it is faster than packing a debug build of 90 MiB. It prints its arguments, and creates the files of `--output`.
STUB = """#!/bin/sh
echo stub $*
for argument; do [ "$last" != --output ] || : >"$argument"; last=$argument; done
"""


def targets():
    """Returns the targets that the release workflow builds."""
    workflow = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    return re.findall(r"^ +- target: (\S+)$", workflow, re.MULTILINE)


def run(command, **options):
    """Runs a command, and returns its exit code and output."""
    return subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, **options)


def script(name, *arguments):
    """Runs a script of this folder, which must succeed."""
    done = run([sys.executable, "-B", ROOT / ".ci/release" / name, *arguments])
    if done.returncode != 0:
        raise AssertionError(done.stdout)


def build(folder):
    """Writes the archives of all targets to FOLDER/v<version>, as the release workflow does, but with a small program."""
    stub = pathlib.Path(folder) / "stub"
    stub.write_text(STUB, encoding="utf-8")
    stub.chmod(stub.stat().st_mode | stat.S_IXUSR)
    release = pathlib.Path(folder) / f"v{VERSION}"
    for target in targets():
        script("archive.py", target, stub, stub, release)
    script("checksums.py", release)
    return release


@functools.cache
def built():
    """Builds one release for all tests, and returns its folder."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return build(folder.name)


def copy(folder):
    """Copies the release for all tests to FOLDER/v<version>, for a test that changes or installs it."""
    return pathlib.Path(shutil.copytree(built(), pathlib.Path(folder) / built().name))
