#!/usr/bin/env python3
"""Tests of history.py, and of .ci/publish-history on a repository of its own."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
DAY = "2026-04-{:02}T10:00:00Z"


def summary(folder, group, function, name, instructions):
    """A summary as gungraun writes it, as far as instructions.py reads it."""
    place = folder / group / f"{function}.{name}"
    place.mkdir(parents=True)
    metrics = {"Callgrind": {"Ir": {"metrics": {"Left": {"Int": instructions}}}}}
    total = {"summary": metrics, "regressions": []}
    about = {"version": "6", "module_path": f"instructions::{group}::{function}", "function_name": function, "id": name}
    (place / "summary.json").write_text(json.dumps(about | {"details": None, "profiles": [{"summaries": {"total": total}}]}))


def line(commit, day, *counts):
    return ",".join([commit * 40, DAY.format(day), "1.95.0", *map(str, counts)]) + "\n"


HEADER = "commit,date,rustc,parse::canonical,fail::a\n"


class HistoryTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.file = self.folder / "h.csv"

    def history(self, *arguments, given=""):
        command = [sys.executable, "-B", HERE / "history.py", *arguments]
        return subprocess.run(command, input=given, capture_output=True, text=True)

    def merge(self, given):
        ran = self.history("merge", self.file, given=given)
        self.assertEqual(ran.returncode, 0, ran.stderr)
        return self.file.read_text()

    def test_a_run_makes_a_line_of_what_has_a_budget(self):
        summary(self.folder, "budgets", "fail", "a", 1000)
        summary(self.folder, "budgets", "parse", "canonical", 505)
        summary(self.folder, "growth", "grow_parse", "value_small", 9)
        ran = self.history("record", self.folder, "a" * 40, DAY.format(1), "1.95.0")
        self.assertEqual(ran.stdout, HEADER + line("a", 1, 505, 1000), ran.stderr)

    def test_a_commit_has_one_line_and_lines_stand_by_time(self):
        self.merge(HEADER + line("b", 2, 505, 1000))
        self.merge(HEADER + line("a", 1, 500, 1000))
        self.merge(HEADER + line("b", 2, 504, 999))
        once = self.merge(HEADER + line("b", 2, 504, 999))
        self.assertEqual(once, HEADER + line("a", 1, 500, 1000) + line("b", 2, 504, 999))

    def test_a_new_benchmark_is_empty_before_and_one_that_is_gone_after(self):
        self.merge("commit,date,rustc,fail::a\n" + line("a", 1, 1000))
        merged = self.merge("commit,date,rustc,parse::canonical\n" + line("b", 2, 505))
        self.assertEqual(merged, HEADER + line("a", 1, "", 1000) + line("b", 2, 505, ""))

    def test_a_damaged_file_is_left_as_it_is(self):
        good = HEADER + line("a", 1, 505, 1000)
        damaged = [
            good.replace("commit", "Commit"), good.replace("fail::a", "fail::<b>"), good.replace("fail::a", "parse::canonical"),
            good.replace("505", "-505"), good.replace("505,", ""), good.replace("1.95.0", "</script>"), good + good,
            good + line("a", 1, 505, 1000), "<<<<<<< ours\n" + good, good + "=======\n", good[:-30],
        ]
        for text in damaged:
            self.file.write_text(text)
            ran = self.history("merge", self.file, given=HEADER + line("b", 2, 505, 1000))
            self.assertNotEqual(ran.returncode, 0, text)
            self.assertIn("nothing was changed", ran.stderr)
            self.assertEqual(self.file.read_text(), text)
            self.assertNotEqual(self.history("page", self.file, HERE / "history.html").returncode, 0)
        # The other way round, too: what comes in is asked the same.
        self.file.write_text(good)
        for text in [*damaged, ""]:
            self.assertNotEqual(self.history("merge", self.file, given=text).returncode, 0, text)
            self.assertEqual(self.file.read_text(), good)

    def test_the_page_holds_the_data(self):
        for text in ("", HEADER, HEADER + line("a", 1, 505, 1000)):
            self.file.write_text(text)
            page = self.history("page", self.file, HERE / "history.html").stdout
            self.assertIn(f'<script type="text/csv" id="data">\n{text}</script>', page)

    def test_runs_that_publish_at_once_all_get_their_line(self):
        repository = self.folder / "public.git"
        subprocess.run(["git", "init", "--quiet", "--bare", repository], check=True)
        # Whatever this machine has set for git is not to matter.
        env = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

        def start(record):
            command = ["bash", HERE.parent / ".ci" / "publish-history", repository]
            ran = subprocess.Popen(command, env=env, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
            ran.stdin.write(record)
            ran.stdin.close()
            return ran

        def finish(ran):
            with ran.stdout:
                said = ran.stdout.read()
            self.assertEqual(ran.wait(), 0, said)

        lines = [line(commit, day, 505, 1000) for day, commit in enumerate("abc", 1)]
        for ran in [start(HEADER + added) for added in lines]:
            finish(ran)
        finish(start(HEADER + lines[0]))
        show = ["git", "-C", repository, "show"]
        published = subprocess.run([*show, "bench-history:instructions.csv"], capture_output=True, text=True, check=True)
        self.assertEqual(published.stdout, HEADER + "".join(lines))
        page = subprocess.run([*show, "bench-history:index.html"], capture_output=True, text=True, check=True)
        self.assertIn(published.stdout, page.stdout)
        count = ["git", "-C", repository, "rev-list", "--count", "bench-history"]
        self.assertEqual(subprocess.run(count, capture_output=True, text=True, check=True).stdout.strip(), "3")


if __name__ == "__main__":
    unittest.main()
