"""Tests of the template for Azure Pipelines: runs its script for Linux and macOS as the agent does."""

import os
import pathlib
import re
import tempfile
import textwrap
import unittest
import xml.etree.ElementTree

import release_folder
from names import ROOT, names

FIXTURES = ROOT / "cli/tests/fixtures"
TEMPLATE = (ROOT / "azure-pipelines/smtp-connstr.yml").read_text(encoding="utf-8")
# The systems of agents, with the target that each installs.
SYSTEMS = {
    ("Linux", "X64"): "x86_64-unknown-linux-musl",
    ("Linux", "ARM64"): "aarch64-unknown-linux-musl",
    ("Darwin", "X64"): "x86_64-apple-darwin",
    ("Darwin", "ARM64"): "aarch64-apple-darwin",
}


def script(kind):
    """Returns the script of a step of the template."""
    return textwrap.dedent(re.search(rf"^  - {kind}: \|\n((?:      .*\n|\n)+)", TEMPLATE, re.MULTILINE)[1])


class Template(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.agent = pathlib.Path(folder.name)
        self.reports = self.agent / "staging dir/smtp-connstr"
        self.environment = {
            "PATH": f"{ROOT / 'target/debug'}{os.pathsep}{os.environ['PATH']}",
            "AGENT_OS": "Linux",
            "AGENT_OSARCHITECTURE": "X64",
            "AGENT_TEMPDIRECTORY": str(self.agent),
            "RELEASES_URL": self.agent.as_uri(),
            "REPORTS": str(self.reports),
            "SCAN_PATHS": "billing\n",
            "SCAN_ARGS": "",
            "SCAN_VERSION": "installed",
        }

    def run_step(self, **variables):
        """Runs the script with the environment of an agent."""
        return release_folder.run(["bash", "-c", script("bash")], cwd=FIXTURES, env={**self.environment, **variables})

    def test_default_address_is_that_of_binstall(self):
        for target in release_folder.targets():
            releases = names(target).url.rsplit("/", 2)[0]
            self.assertIn(f"default: {releases}\n", TEMPLATE)

    def test_both_scripts_use_every_variable(self):
        variables = set(re.findall(r"^      ([A-Z_]+): \$[{(]", TEMPLATE, re.MULTILINE))
        self.assertEqual(len(variables), 5)
        for variable in variables:
            self.assertRegex(script("bash"), rf"\$\{{?{variable}\b")
            self.assertRegex(script("powershell"), rf"\$env:{variable}\b")

    def test_both_scripts_write_the_same_reports(self):
        reports = [re.findall(r"--format (\w+)(?: --output \"\S+/(\S+)\")?", script(kind)) for kind in ("bash", "powershell")]
        self.assertEqual(len(reports[0]), 4)
        self.assertEqual(reports[0], reports[1])

    def test_findings_are_in_every_report(self):
        done = self.run_step(SCAN_ARGS="--deny warning")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stdout, r"(?m)^##vso\[task\.logissue type=error;.*sourcepath=\S*billing/Reminders\.dtsx")
        suites = xml.etree.ElementTree.parse(self.reports / "smtp-connstr.xml").getroot()
        self.assertTrue(list(suites.iter("failure")))
        for name in ("smtp-connstr.csv", "smtp-connstr.html"):
            self.assertIn("smtp.gmail.com", (self.reports / name).read_text(encoding="utf-8"))

    def test_quotes_are_rejected(self):
        for args in ("--exclude '*.sql'", '--server "*.contoso.com"'):
            done = self.run_step(SCAN_ARGS=args)
            self.assertEqual(done.returncode, 2, done.stdout)
            self.assertIn("##vso[task.logissue type=error]args contains a quote", done.stdout)

    def test_reports_are_those_of_this_scan(self):
        self.assertEqual(self.run_step().returncode, 1)
        done = self.run_step(SCAN_ARGS="--help")
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("##vso[task.logissue type=error]nothing was scanned: check the parameter args\n", done.stdout)
        self.assertEqual(list(self.reports.iterdir()), [])

    def test_every_system_installs_its_archive(self):
        release_folder.copy(self.agent)
        for (system, architecture), target in SYSTEMS.items():
            with self.subTest(target=target):
                done = self.run_step(
                    SCAN_VERSION=release_folder.VERSION, AGENT_OS=system, AGENT_OSARCHITECTURE=architecture
                )
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertIn(f"smtp-connstr-{target}.tar.gz: OK", done.stdout)
                self.assertRegex(done.stdout, r"(?m)^stub scan --format junit .*-- billing$")

    def test_windows_target_is_in_a_release(self):
        self.assertEqual(
            {*SYSTEMS.values(), *re.findall(r"\$name = 'smtp-connstr-(\S+)'", script("powershell"))},
            set(release_folder.targets()),
        )

    def test_changed_archive_is_rejected(self):
        release = release_folder.copy(self.agent)
        (release / "smtp-connstr-x86_64-unknown-linux-musl.tar.gz").write_bytes(b"x")
        done = self.run_step(SCAN_VERSION=release_folder.VERSION)
        self.assertEqual(done.returncode, 2, done.stdout)
        self.assertIn("##vso[task.logissue type=error]the checksum", done.stdout)
        self.assertNotIn("stub", done.stdout)

    def test_invalid_version_is_rejected(self):
        for version in ("", "../0.1.0", "latest", "$(id)"):
            done = self.run_step(SCAN_VERSION=version)
            message = "##vso[task.logissue type=error]invalid version: write for example 0.1.0\n"
            self.assertEqual((done.returncode, done.stdout), (2, message), version)


if __name__ == "__main__":
    unittest.main()
