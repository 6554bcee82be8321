"""Tests of the files of a release and their names."""

import tarfile
import tempfile
import unittest
import zipfile

import release_folder
from check_tag import section
from names import CHECKSUMS, NOTICES, names
from notices import linked, notices

CHANGELOG = """\
# Changelog

## Unreleased

- Something.

## 0.2.0 - 2026-11-24

### Added

- A rule.

## 0.1.0 - 2026-10-01

- First release.
"""


class Tag(unittest.TestCase):
    def test_section_ends_before_next_version(self):
        self.assertEqual(section(CHANGELOG, "0.2.0"), "### Added\n\n- A rule.")

    def test_last_section_ends_with_file(self):
        self.assertEqual(section(CHANGELOG, "0.1.0"), "- First release.")

    def test_other_version_is_not_found(self):
        for version in ("0.2", "0.2.00", "0.3.0", "Unreleased", ".2.0", "0x2.0"):
            self.assertEqual(section(CHANGELOG, version), "", version)

    def test_tag_of_another_version_is_rejected(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaisesRegex(AssertionError, "the tag must be v"):
            release_folder.script("check_tag.py", "v99.0.0", f"{folder}/notes.md")


class Archives(unittest.TestCase):
    def setUp(self):
        self.release = release_folder.built()

    def test_workflow_builds_five_targets(self):
        self.assertEqual(len(release_folder.targets()), 5)

    def test_archives_have_the_files_that_binstall_expects(self):
        for target in release_folder.targets():
            wanted = names(target)
            path = self.release / wanted.archive
            if path.suffix == ".zip":
                with zipfile.ZipFile(path) as archive:
                    found = archive.namelist()
            else:
                with tarfile.open(path) as archive:
                    found = archive.getnames()
                    self.assertEqual(archive.getmember(wanted.binary).mode, 0o755)
                    self.assertEqual(archive.getmember(f"smtp-connstr-{target}/LICENSE-MIT").mode, 0o644)
            self.assertIn(wanted.binary, found)
            relative = {name.split("/", 1)[1] for name in found}
            self.assertLessEqual({"README.md", "LICENSE-MIT", "LICENSE-APACHE", NOTICES, "man/smtp-connstr.1"}, relative)
            self.assertEqual(len([name for name in relative if name.startswith("completions/")]), 5)

    def test_checksums_list_every_archive(self):
        lines = (self.release / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        self.assertEqual([line.split("  ")[1] for line in lines], sorted(names(target).archive for target in release_folder.targets()))

    def test_same_binary_gives_same_archives(self):
        with tempfile.TemporaryDirectory() as folder:
            again = release_folder.build(folder)
            self.assertEqual((again / CHECKSUMS).read_bytes(), (self.release / CHECKSUMS).read_bytes())


class Notices(unittest.TestCase):
    def test_packages_in_the_binary_have_their_licenses(self):
        host = next(line[6:] for line in release_folder.run(["rustc", "-vV"]).stdout.splitlines() if line.startswith("host: "))
        packages = linked(host)
        found = {package["name"] for package in packages}
        self.assertLessEqual({"clap", "maud", "nom", "ring", "rustls"}, found)
        # Macros, build scripts, test dependencies, and this repository.
        self.assertTrue(found.isdisjoint({"serde_derive", "cc", "jsonschema", "smtp-connstr", "smtp-connection-string"}))
        text = notices(packages)
        for package in packages:
            self.assertIn(f"- {package['name']} {package['version']}: {package['license']}, ", text)
        # The author of ring is only in its license.
        self.assertIn("Copyright 2015-2025 Brian Smith.", text)


if __name__ == "__main__":
    unittest.main()
