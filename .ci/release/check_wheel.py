"""Installs a wheel into a new virtual environment and runs it: `python3 check_wheel.py WHEEL BINARY`.

Also checks that the wheel contains BINARY, the licenses and the metadata, and nothing else. Needs no network.
"""

import pathlib
import re
import subprocess
import sys
import tempfile
import venv
import zipfile

from names import NOTICES, ROOT, package

# The notices are in a wheel only if they were written before it was built, as for a release.
LICENSES = ["LICENSE-APACHE", "LICENSE-MIT", *([NOTICES] if (ROOT / NOTICES).exists() else [])]


def check_contents(wheel, binary):
    """Checks the files in the wheel and its metadata."""
    version = package()["version"]
    metadata = f"smtp_connstr-{version}.dist-info"
    script = f"smtp_connstr-{version}.data/scripts/{binary.name}"
    wanted = {script, *(f"{metadata}/{name}" for name in ("METADATA", "RECORD", "WHEEL", "sboms/smtp-connstr.cyclonedx.json"))}
    wanted.update(f"{metadata}/licenses/{name}" for name in LICENSES)
    with zipfile.ZipFile(wheel) as archive:
        found = {name for name in archive.namelist() if not name.endswith("/")}
        if found != wanted:
            sys.exit(f"missing: {sorted(wanted - found)}, unexpected: {sorted(found - wanted)}")
        if archive.read(script) != binary.read_bytes():
            sys.exit("the wheel contains another binary")
        for name in LICENSES:
            if archive.read(f"{metadata}/licenses/{name}") != (ROOT / name).read_bytes():
                sys.exit(f"the wheel contains another {name}")
        header, _, description = archive.read(f"{metadata}/METADATA").decode().replace("\r\n", "\n").partition("\n\n")
        # No tag of a Python version, so one wheel is enough for all.
        tag = archive.read(f"{metadata}/WHEEL").decode()
    for line in ("Name: smtp-connstr", f"Version: {version}", "License-Expression: MIT OR Apache-2.0"):
        if line not in header.splitlines():
            sys.exit(f"the metadata does not contain `{line}`")
    if description.strip() != (ROOT / "cli/README.md").read_text(encoding="utf-8").strip():
        sys.exit("the description is not cli/README.md")
    if not re.search(r"^Tag: py3-none-", tag, re.MULTILINE):
        sys.exit("the wheel depends on a version of Python")


def check_installed(wheel):
    """Installs the wheel and runs the program."""
    with tempfile.TemporaryDirectory() as folder:
        environment = pathlib.Path(folder)
        venv.create(environment, with_pip=True)
        scripts = next(path for path in (environment / "bin", environment / "Scripts") if path.is_dir())
        subprocess.run([scripts / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel], check=True)
        program = scripts / "smtp-connstr"

        def run(*arguments):
            return subprocess.run([program, *arguments], stdout=subprocess.PIPE, encoding="utf-8", check=False)

        printed = run("--version").stdout
        if package()["version"] not in printed:
            sys.exit("the installed program does not print its version")
        print(printed.strip())
        check = run("check", "SmtpServer=smtp.contoso.com;EnableSsl=yes")
        if check.returncode != 1 or "error[invalid-boolean]" not in check.stdout:
            sys.exit("the installed program does not report an invalid boolean")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: check_wheel.py WHEEL BINARY")
    wheel = pathlib.Path(sys.argv[1])
    check_contents(wheel, pathlib.Path(sys.argv[2]))
    check_installed(wheel)
    print(f"{wheel.name}: complete, and runs in a new environment")
