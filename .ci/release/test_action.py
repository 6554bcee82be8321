"""Tests of the GitHub action: runs the scripts of its steps as the runner does."""

import os
import pathlib
import re
import tempfile
import unittest

import release_folder
from names import ROOT, names

ACTION = (ROOT / "action.yml").read_text(encoding="utf-8")
FIXTURES = ROOT / "cli/tests/fixtures"
# The systems of runners, with the target that each installs.
SYSTEMS = {
    ("Linux", "X64"): "x86_64-unknown-linux-musl",
    ("Linux", "ARM64"): "aarch64-unknown-linux-musl",
    ("macOS", "X64"): "x86_64-apple-darwin",
    ("macOS", "ARM64"): "aarch64-apple-darwin",
    ("Windows", "X64"): "x86_64-pc-windows-msvc",
    ("Windows", "ARM64"): "x86_64-pc-windows-msvc",
}


class Step(unittest.TestCase):
    """A temporary folder, with the files that the runner gives to a step."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.runner = pathlib.Path(folder.name)
        self.environment = {
            "PATH": f"{ROOT / 'target/debug'}{os.pathsep}{os.environ['PATH']}",
            "RUNNER_TEMP": str(self.runner / "temp dir"),
        }
        (self.runner / "temp dir").mkdir()
        for name in ("GITHUB_PATH", "GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
            path = self.runner / name
            path.touch()
            self.environment[name] = str(path)

    def run_step(self, script, **variables):
        """Runs the script of a step."""
        return release_folder.run(
            ["bash", ROOT / "action" / script], cwd=FIXTURES, env={**self.environment, **variables}
        )

    def written(self, name):
        """Returns what the step wrote to a file of the runner."""
        return (self.runner / name).read_text(encoding="utf-8")


class Definition(unittest.TestCase):
    def test_default_address_is_that_of_binstall(self):
        for target in release_folder.targets():
            releases = names(target).url.rsplit("/", 2)[0]
            self.assertIn(f"default: {releases}\n", ACTION)

    def test_scripts_use_every_variable(self):
        used = "".join((ROOT / "action" / name).read_text(encoding="utf-8") for name in ("install.sh", "scan.sh"))
        used += "".join(re.findall(r"^ +run: (.*)$", ACTION, re.MULTILINE))
        variables = re.findall(r"^ +([A-Z_]+): \$\{\{", ACTION, re.MULTILINE)
        self.assertEqual(len(variables), 5)
        for variable in variables:
            self.assertRegex(used, rf"\$\{{?{variable}\b")


class Install(Step):
    def setUp(self):
        super().setUp()
        self.release = release_folder.copy(self.runner)
        self.environment["RELEASES_URL"] = self.runner.as_uri()

    def test_every_system_installs_its_archive(self):
        self.assertEqual(set(SYSTEMS.values()), set(release_folder.targets()))
        for (system, architecture), target in SYSTEMS.items():
            with self.subTest(system=system, architecture=architecture):
                done = self.run_step("install.sh", VERSION="", RUNNER_OS=system, RUNNER_ARCH=architecture)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn("stub --version", done.stdout)
                added = self.written("GITHUB_PATH").splitlines()[-1]
                self.assertTrue((pathlib.Path(added) / pathlib.Path(names(target).binary).name).is_file(), added)

    def test_version_may_have_a_v(self):
        version = f"v{release_folder.VERSION}"
        done = self.run_step("install.sh", VERSION=version, RUNNER_OS="Linux", RUNNER_ARCH="X64")
        self.assertEqual(done.returncode, 0, done.stdout)

    def test_changed_archive_is_rejected(self):
        for change in ("content", "missing line"):
            with self.subTest(change=change):
                if change == "content":
                    with (self.release / names("x86_64-unknown-linux-musl").archive).open("ab") as archive:
                        archive.write(b"x")
                else:
                    (self.release / "SHA256SUMS").write_text("", encoding="utf-8")
                done = self.run_step("install.sh", VERSION="", RUNNER_OS="Linux", RUNNER_ARCH="X64")
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertIn("::error::the checksum", done.stdout)
                self.assertEqual(self.written("GITHUB_PATH"), "")

    def test_invalid_version_is_rejected(self):
        for version in ("../0.1.0", "0.1", "0.1.0/..", "latest", "0.1.0\n::warning::x", "$(id)"):
            with self.subTest(version=version):
                done = self.run_step("install.sh", VERSION=version, RUNNER_OS="Linux", RUNNER_ARCH="X64")
                self.assertEqual((done.returncode, done.stdout), (2, "::error::invalid version: write for example `0.1.0`\n"))

    def test_missing_version_is_an_error(self):
        done = self.run_step("install.sh", VERSION="9.9.9", RUNNER_OS="Linux", RUNNER_ARCH="X64")
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("::error::cannot download smtp-connstr-x86_64-unknown-linux-musl.tar.gz of version 9.9.9", done.stdout)

    def test_installed_program_is_used(self):
        done = self.run_step("install.sh", VERSION="installed")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn(f"smtp-connstr {release_folder.VERSION}", done.stdout)


class Scan(Step):
    def outputs(self):
        """Returns the outputs of the step."""
        return dict(line.split("=", 1) for line in self.written("GITHUB_OUTPUT").splitlines())

    def test_findings_are_in_every_report(self):
        done = self.run_step("scan.sh", SCAN_PATHS="billing\nproject\n", SCAN_ARGS="--deny warning")
        self.assertEqual(done.returncode, 0, done.stdout)
        # Annotations, and the report for people.
        self.assertRegex(done.stdout, r"(?m)^::error .*file=billing/Reminders.dtsx,line=17\b")
        self.assertIn("error[basic-authentication]: unsupported credential keyword", done.stdout)
        self.assertIn("basic-authentication", self.written("GITHUB_STEP_SUMMARY"))
        outputs = self.outputs()
        self.assertEqual(outputs["exit-code"], "1")
        self.assertIn('"basic-authentication"', pathlib.Path(outputs["sarif-file"]).read_text(encoding="utf-8"))

    def test_clean_scan_has_exit_code_0(self):
        (self.runner / "with space").mkdir()
        clean = self.runner / "with space/query.sql"
        clean.write_text("SELECT 1;\n", encoding="utf-8")
        done = self.run_step("scan.sh", SCAN_PATHS=str(clean), SCAN_ARGS="")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.outputs()["exit-code"], "0")
        self.assertTrue(pathlib.Path(self.outputs()["sarif-file"]).is_file())

    def test_usage_error_has_no_sarif_file(self):
        done = self.run_step("scan.sh", SCAN_PATHS="billing", SCAN_ARGS="--no-such-option")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.outputs(), {"exit-code": "2", "sarif-file": ""})

    def test_quotes_are_rejected(self):
        for args in ("--exclude '*.sql'", '--server "*.contoso.com"'):
            with self.subTest(args=args):
                done = self.run_step("scan.sh", SCAN_PATHS="billing", SCAN_ARGS=args)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn("::error::`args` contains a quote", done.stdout)
                self.assertEqual(self.outputs(), {"exit-code": "2", "sarif-file": ""})

    def test_arguments_that_scan_nothing_are_an_error(self):
        done = self.run_step("scan.sh", SCAN_PATHS="billing", SCAN_ARGS="--help")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.outputs(), {"exit-code": "2", "sarif-file": ""})

    def test_inputs_are_not_commands_patterns_or_options(self):
        done = self.run_step("scan.sh", SCAN_PATHS="--help\n$(touch created)\n*.sql;touch created", SCAN_ARGS="")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(self.outputs()["exit-code"], "2")
        self.assertNotIn("Usage:", done.stdout)
        self.assertFalse((FIXTURES / "created").exists())

    def test_long_summary_is_replaced(self):
        stub = self.runner / "bin/smtp-connstr"
        stub.parent.mkdir()
        # Writes 1 MiB and one byte to every file of `--output`.
        stub.write_text(
            "#!/bin/sh\n"
            'for argument; do [ "$last" != --output ] || head -c 1048577 /dev/zero >"$argument"; last=$argument; done\n',
            encoding="utf-8",
        )
        stub.chmod(0o755)
        path = f"{stub.parent}{os.pathsep}{os.environ['PATH']}"
        done = self.run_step("scan.sh", SCAN_PATHS=".", SCAN_ARGS="", PATH=path)
        self.assertEqual(done.returncode, 0)
        self.assertIn("too long", self.written("GITHUB_STEP_SUMMARY"))


if __name__ == "__main__":
    unittest.main()
