"""Tests of `conformance/run`: programs that are right, wrong, crash, hang, or print garbage.

    python3 -m unittest discover conformance/tests
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

FOLDER = pathlib.Path(__file__).resolve().parent
RUN = FOLDER.parent / "run"
CULPRIT = "duplicates/last-of-three-wins"
# The culprit is the second of four.
FOUR = ["last-wins", "last-of-three-wins", "case-is-ignored", "same-value"]
FOUR_CASES = [argument for name in FOUR for argument in ("--case", f"duplicates/{name}")]


def run(mode, *options):
    """Runs the suite against the fake program, and returns the exit code, the result, and the output."""
    with tempfile.TemporaryDirectory() as folder:
        file = pathlib.Path(folder) / "result.json"
        command = [sys.executable, "-B", RUN, "--json", file, *options, sys.executable, "-B", FOLDER / "fake.py", mode]
        command.append("smtp" if "smtp" in options else "cases")
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60)
        result = json.loads(file.read_text("ascii")) if file.exists() else None
    return ended.returncode, result, ended.stdout + ended.stderr


def failed(result):
    return {each["id"]: each["difference"] for each in result["failures"]}


class Answers(unittest.TestCase):
    def test_right_pairs_pass(self):
        code, result, output = run("right", "--batch")
        self.assertEqual((code, result["total"]["failed"]), (0, 0), output)
        self.assertEqual(result["total"]["passed"], result["total"]["cases"])
        self.assertGreater(result["forms"]["pairs"], 200)

    def test_right_map_passes_in_any_case_of_keywords(self):
        code, result, output = run("map", "--batch", "--theme", "duplicates", "--theme", "keywords", "--skip", "non-ascii-keyword")
        self.assertEqual(code, 0, output)
        self.assertGreater(result["forms"]["map"], 60)

    def test_one_process_for_each_string(self):
        code, result, output = run("right", *FOUR_CASES)
        self.assertEqual((code, result["total"]["passed"]), (0, 4), output)

    def test_wrong_values_fail(self):
        code, result, output = run("first-wins", "--batch", "--theme", "duplicates", "--theme", "errors")
        self.assertEqual(code, 1)
        self.assertEqual(failed(result)["duplicates/last-wins"], "different")
        self.assertEqual(result["themes"]["errors"]["failed"], 0)
        self.assertIn("FAILED duplicates/last-wins: different", output)

    def test_refusal_of_everything_fails(self):
        code, result, _ = run("refuses-all", "--batch", "--theme", "quoting", "--theme", "errors")
        self.assertEqual((code, result["themes"]["errors"]["failed"], result["themes"]["quoting"]["passed"]), (1, 0, 0))

    def test_full_set(self):
        code, result, output = run("refuses-all", "--full", "--set", "write")
        self.assertEqual((code, result["total"]["passed"], result["total"]["failed"]), (1, 87, 1_389))
        self.assertIn("note: no answer is valid", output)


class Flags(unittest.TestCase):
    def test_undeclared_refusal_fails(self):
        code, result, _ = run("refuses-nul", "--batch", "--theme", "control-characters")
        self.assertEqual((code, failed(result)["control-characters/nul-at-end"]), (1, "refused"))

    def test_declared_refusal_does_not_fail(self):
        code, result, output = run("refuses-nul", "--batch", "--theme", "control-characters", "--refuses", "nul")
        self.assertEqual((code, result["total"]["declared"]), (0, 8), output)

    def test_declared_flag_does_not_excuse_a_wrong_answer(self):
        code, result, _ = run("wrong-for-nul", "--batch", "--theme", "control-characters", "--refuses", "nul")
        self.assertEqual((code, failed(result)["control-characters/nul-at-end"]), (1, "different"))

    def test_skipped_flag_is_not_run(self):
        code, result, output = run("wrong-for-nul", "--batch", "--theme", "control-characters", "--skip", "nul")
        self.assertEqual((code, result["total"]["skipped"]), (0, 19), output)

    def test_skipped_case_is_not_run(self):
        code, result, output = run("first-wins", "--batch", *FOUR_CASES, *(f"--skip=duplicates/{name}" for name in FOUR[:3]))
        self.assertEqual((code, result["total"]["skipped"], result["total"]["passed"]), (0, 3, 1), output)

    def test_unneeded_declaration_is_noted(self):
        code, result, output = run("right", "--batch", "--theme", "quoting", "--refuses", "nul")
        self.assertEqual((code, result["unused"]), (0, ["nul"]))
        self.assertIn("--refuses nul is declared", output)


class Misbehavior(unittest.TestCase):
    def only_the_culprit_fails(self, mode, reason, *options):
        code, result, output = run(mode, *FOUR_CASES, "--timeout", "2", *options)
        self.assertEqual((code, failed(result)), (1, {CULPRIT: reason}), output)
        self.assertEqual(result["total"]["passed"], 3)

    def test_crash(self):
        self.only_the_culprit_fails("crash", "exit code 3")

    def test_crash_in_a_batch(self):
        self.only_the_culprit_fails("crash", "exit code 3", "--batch")

    def test_crash_that_loses_buffered_answers(self):
        self.only_the_culprit_fails("buffered-crash", "exit code 3", "--batch")

    def test_hang(self):
        self.only_the_culprit_fails("hang", "no answer within 2 s")

    def test_hang_in_a_batch(self):
        self.only_the_culprit_fails("hang", "no answer within 2 s", "--batch")

    def test_child_that_keeps_the_output_open(self):
        self.only_the_culprit_fails("child", "no answer within 2 s")

    def test_endless_output(self):
        self.only_the_culprit_fails("flood", "too much output", "--batch")

    def test_additional_line_in_a_batch(self):
        self.only_the_culprit_fails("two-lines", "2 lines instead of 1", "--batch")

    def test_garbage(self):
        for options in [["--batch"], []]:
            code, result, _ = run("garbage", *FOUR_CASES, *options)
            self.assertEqual((code, set(failed(result).values())), (1, {"the output is not JSON"}))
            self.assertEqual(result["failures"][0]["got"], r"\xff[[[")

    def test_missing_line_break_at_the_end_of_a_batch(self):
        code, _, output = run("no-last-line-break", *FOUR_CASES, "--batch")
        self.assertEqual(code, 0, output)

    # A process in the background of a shell ignores the signal.
    @unittest.skipIf(os.name != "posix" or signal.getsignal(signal.SIGINT) == signal.SIG_IGN, "needs SIGINT")
    def test_ctrl_c_also_ends_the_program(self):
        program = "import sys, time; sys.stderr.write('.'); sys.stderr.flush(); time.sleep(60)"
        command = [sys.executable, "-B", RUN, "--stderr", sys.executable, "-c", program]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, bufsize=0) as runner:
            self.assertEqual(runner.stderr.read(1), b".")
            runner.send_signal(signal.SIGINT)
            # The program has the same standard error, so this waits until both have ended.
            self.assertEqual(runner.communicate(timeout=30)[1], b"interrupted\n")
        self.assertEqual(runner.returncode, 1)

    def test_time_limit(self):
        code, result, _ = run("right", "--theme", "duplicates", "--time-limit", "0")
        self.assertEqual((code, set(failed(result).values())), (1, {"not run: the time limit is over"}))


class OtherSets(unittest.TestCase):
    def test_written_text_may_be_equivalent(self):
        for mode in ["right", "equivalent"]:
            code, result, output = run(mode, "--batch", "--set", "write")
            self.assertEqual((code, result["total"]["passed"]), (0, 66), output)

    def test_text_that_is_read_differently_fails(self):
        code, result, _ = run("unquoted", "--batch", "--set", "write")
        self.assertEqual((code, failed(result)["writing/semicolon"]), (1, "different"))
        self.assertNotIn("writing/plain", failed(result))

    def test_smtp(self):
        for mode in ["right", "no-advice"]:
            code, _, output = run(mode, "--batch", "--set", "smtp")
            self.assertEqual(code, 0, output)
        code, result, _ = run("wrong-advice", "--batch", "--set", "smtp", "--theme", "timeout")
        self.assertEqual((code, result["total"]["passed"]), (1, 0))


class Arguments(unittest.TestCase):
    def test_wrong_arguments(self):
        for options, message in [
            (["--refuses", "nil"], "unknown flag 'nil'"),
            (["--theme", "other"], "no case has the theme 'other'"),
            (["--skip", "nil"], "no flag and no case has the name 'nil'"),
            (["--json", "does-not-exist/result.json"], "cannot write does-not-exist/result.json"),
            (["--set", "smtp", "--full"], "no full set"),
        ]:
            code, _, output = run("right", *options)
            self.assertEqual(code, 2, output)
            self.assertIn(message, output)

    def test_missing_program(self):
        for command, message in [([], "missing command"), (["./does-not-exist"], "cannot run ./does-not-exist")]:
            ended = subprocess.run([sys.executable, "-B", RUN, *command], capture_output=True, text=True)
            self.assertEqual(ended.returncode, 2)
            self.assertIn(message, ended.stderr)


if __name__ == "__main__":
    unittest.main()
