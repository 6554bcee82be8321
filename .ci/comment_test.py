#!/usr/bin/env python3
"""Tests of comment.py: with a `gh` that answers what it is told to and writes down what it was asked."""

import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import zipfile

SCRIPT = pathlib.Path(__file__).with_name("comment.py")
GH = r"""#!/usr/bin/env bash
# gh api --method METHOD PATH [--input -]
method=$3 path=$4 body=null
[ $# -eq 4 ] || body=$(cat)
printf '["%s", "%s", %s]\n' "$method" "$path" "$body" >>"$FAKE/asked"
path=${path%%\?*}
path=${path#repos/o/r/}
[ "$method" != GET ] || cat "$FAKE/${path//\//_}"
"""
HEAD = "a" * 40
TABLE = """### Instructions: 1234567 → 89abcde

rustc 1.95.0 (59807616e 2026-04-14), valgrind-3.19.0. Benchmarks that count the same are left out.

| benchmark | base | head | ratio | |
|---|---:|---:|---:|---|
| `parse::canonical` | 505 | 1,010 | 2.000 | worse, allocations 0 → 1 |
| `parse::order` | 1,254 | 1,253 | 0.999 |  |

144 benchmarks compared, 142 the same, 1 worse (more than 2 %).

Only in head, so not compared: `parse::new`, `parse::newer`.
"""


def zipped(text, name="comparison.md"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return buffer.getvalue()


def pull(number, sha=HEAD, fork="o/r", branch="topic"):
    return {"number": number, "head": {"sha": sha, "ref": branch, "repo": {"full_name": fork}}, "base": {"ref": "main"}}


class CommentTest(unittest.TestCase):
    def run_it(self, archive, pulls=None, comments=(), fork="o/r", branch="topic", size=None):
        """What it wrote, as method, path and body, and what it printed."""
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            gh = folder / "gh"
            gh.write_text(GH)
            gh.chmod(0o755)
            run = {
                "id": 7,
                "head_sha": HEAD,
                "head_branch": branch,
                "head_repository": {"full_name": fork, "owner": {"login": fork.split("/")[0]}},
                "html_url": "https://github.com/o/r/actions/runs/7",
            }
            event = {"workflow_run": run, "repository": {"full_name": "o/r", "default_branch": "main"}}
            artifact = {"id": 9, "name": "comparison", "expired": False, "size_in_bytes": size or len(archive or b"")}
            answers = {
                "event.json": event,
                "pulls": [pull(5, fork=fork, branch=branch)] if pulls is None else pulls,
                "actions_runs_7_artifacts": {"artifacts": [] if archive is None else [artifact]},
                "issues_5_comments": list(comments),
            }
            for name, answer in answers.items():
                (folder / name).write_text(json.dumps(answer))
            (folder / "actions_artifacts_9_zip").write_bytes(archive or b"")
            env = {"PATH": f"{folder}:{os.environ['PATH']}", "FAKE": folder, "GITHUB_EVENT_PATH": folder / "event.json"}
            ran = subprocess.run([sys.executable, "-B", SCRIPT], env=env, capture_output=True, text=True, cwd=folder)
            self.asked = [json.loads(line) for line in (folder / "asked").read_text().splitlines()]
            self.left = sorted(path.name for path in folder.iterdir())
            return [asked for asked in self.asked if asked[0] != "GET"], ran.stdout + ran.stderr

    def body_of(self, text):
        written, _ = self.run_it(zipped(text))
        return written[0][2]["body"]

    def test_the_first_comment_holds_the_table(self):
        written, _ = self.run_it(zipped(TABLE))
        (method, path, data), = written
        self.assertEqual((method, path), ("POST", "repos/o/r/issues/5/comments"))
        self.assertIn(TABLE.strip(), data["body"])
        self.assertNotIn("Left out", data["body"])
        self.assertIn(HEAD, data["body"])

    def test_a_later_run_replaces_its_own_comment_and_nobody_elses(self):
        body = self.body_of(TABLE)
        others = [{"id": number, "user": {"login": "mallory"}, "body": body} for number in range(100)]
        written, _ = self.run_it(zipped(TABLE), comments=others)
        self.assertEqual([asked[0] for asked in written], ["POST"])
        own = {"id": 777, "user": {"login": "github-actions[bot]"}, "body": body}
        unmarked = {"id": 8, "user": {"login": "github-actions[bot]"}, "body": "of another workflow"}
        written, _ = self.run_it(zipped(TABLE), comments=[unmarked, own])
        self.assertEqual([asked[:2] for asked in written], [["PATCH", "repos/o/r/issues/comments/777"]])

    def test_the_pull_request_of_a_fork_is_found_by_its_head(self):
        branch = "a&b=1;rm -rf $(x)"
        written, _ = self.run_it(zipped(TABLE), fork="fork/r", branch=branch)
        self.assertEqual(len(written), 1)
        self.assertIn("head=fork%3Aa%26b%3D1%3Brm+-rf+%24%28x%29&", self.asked[0][1])

    def test_no_other_pull_request_gets_the_comment(self):
        others = [pull(1, sha="b" * 40), pull(2, fork="other/r"), pull(3, branch="other")]
        gone = pull(4) | {"head": pull(4)["head"] | {"repo": None}}
        for pulls in ([], others, [gone]):
            written, said = self.run_it(zipped(TABLE), pulls=pulls)
            self.assertEqual(written, [], said)
            self.assertIn("nothing to post", said)

    def test_a_run_that_left_nothing_posts_nothing(self):
        written, said = self.run_it(None)
        self.assertEqual(written, [])
        self.assertIn("left no comparison", said)

    def test_what_is_no_table_is_left_out(self):
        bad = [
            "@everyone", "| `@everyone` | 1 | 2 | 2.000 | worse |", "| `parse::a` | 1 | 2 | 2.000 | worse @all |",
            "| `parse::a` | 1 | 2 | 2.000 | [x](http://x) |", "![x](http://x/y.png)", "<img src=x>", "www.example.com",
            "fixes #1",
            "| `parse::a` | 1 | 2 | 2.000 | worse |\r@everyone", "Only in head, so not compared: `a::b`, @all.", "```", "<!--",
            "rustc 1.95.0 (www.example.com), valgrind-3.19.0. Benchmarks that count the same are left out.",
        ]
        body = self.body_of(TABLE + "\n".join(bad))
        self.assertIn(TABLE.strip(), body)
        for sign in ["@", "<img", "http://", "www", "#1", "```", "!["]:
            self.assertNotIn(sign, body)
        # The one with a carriage return is two lines, and the first of them is a row as any other.
        self.assertIn(f"Left out: {len(bad)} lines", body)

    def test_what_could_not_be_compared_says_so_and_nothing_else(self):
        for text in ["compare: could not compare HEAD^1 and HEAD: @all see http://x\n", "", "\0\xff"]:
            body = self.body_of(text)
            self.assertIn("could not be compared", body)
            self.assertNotIn("@all", body)

    def test_what_is_too_large_is_not_read(self):
        written, said = self.run_it(zipped(TABLE), size=10_000_000)
        self.assertEqual(written, [])
        self.assertIn("not read", said)
        row = "| `parse::canonical` | 505 | 506 | 1.002 |  |\n"
        self.assertLess(len(self.body_of(TABLE + row * 200_000)), 65_536)

    def test_an_archive_of_another_kind_is_refused_and_leaves_no_file(self):
        for archive in (zipped(TABLE, "../../comparison.md"), zipped(TABLE, "other.md"), b"no archive", b""):
            written, said = self.run_it(archive, size=1)
            self.assertEqual(written, [])
            self.assertIn("holds no comparison.md", said)
            self.assertNotIn("Traceback", said)
            self.assertFalse([name for name in self.left if name.endswith(".md")])


if __name__ == "__main__":
    unittest.main()
