"""The program that is tested. It may crash, hang, or print anything."""

import json
import os
import signal
import subprocess
import threading
import time
from typing import Any, NamedTuple, Optional

# As many strings as one process gets in batch mode.
CHUNK = 4096
# After this many strings without an answer the rest is not run.
GIVE_UP = 20
# A process that prints more than this for each string is stopped.
OUTPUT_LIMIT = 1 << 20


class Answer(NamedTuple):
    """What the program said about one string: a JSON value, a refusal, or why there is no answer, with the output if it is not JSON."""

    value: Any = None
    refused: bool = False
    broken: Optional[str] = None


class Ending(NamedTuple):
    """How a process ended: what it printed, and its exit code, or why it was stopped."""

    output: bytes
    code: int
    stopped: Optional[str]


class Program:
    """A command with limits for each process and for all processes together."""

    def __init__(self, command, timeout, time_limit, shows_stderr=False):
        self.command = command
        self.timeout = timeout
        self.deadline = time.monotonic() + time_limit
        self.stderr = None if shows_stderr else subprocess.DEVNULL

    def ask_each(self, texts):
        """Returns the answers to the texts, with one process for each."""
        answers = []
        broken = 0
        for text in texts:
            if reason := self.must_end(broken):
                return answers + [Answer(broken=reason)] * (len(texts) - len(answers))
            ending = self.run(self.command, text.encode(), 1)
            if ending.stopped is None and ending.code == 1:
                answers.append(Answer(refused=True))
            elif ending.stopped is None and ending.code == 0:
                answers.append(single(ending.output))
            else:
                answers.append(Answer(broken=ending.stopped or how_it_ended(ending.code)))
                broken += 1
        return answers

    def ask_batch(self, lines):
        """Returns the answers to the lines, with one process for many of them.

        A process that ends early, hangs, or prints too many or too few lines has no answers. Then fewer lines are tried, until
        a single line is the cause. This does not depend on whether the program buffers its output.
        """
        answers = []
        broken = 0
        size, is_prefix = CHUNK, False
        while len(answers) < len(lines):
            if reason := self.must_end(broken):
                return answers + [Answer(broken=reason)] * (len(lines) - len(answers))
            chunk = lines[len(answers) : len(answers) + size]
            ending = self.run([*self.command, "--batch"], "".join(line + "\n" for line in chunk).encode(), len(chunk))
            printed = ending.output.split(b"\n")
            # The last line needs no line break, except after a crash, which may have cut the line.
            if ending.code or not printed[-1]:
                printed.pop()
            if ending.stopped is None and len(printed) == len(chunk):
                answers += map(batched, printed)
                # The line after a prefix is the likely cause, so it is tried alone.
                size, is_prefix = (1 if is_prefix else min(8 * size, CHUNK)), False
            elif len(chunk) == 1:
                reason = ending.stopped or how_it_ended(ending.code) or f"{len(printed)} lines instead of 1"
                answers.append(Answer(broken=reason))
                broken += 1
                size, is_prefix = CHUNK, False
            else:
                is_prefix = 0 < len(printed) < len(chunk)
                size = len(printed) if is_prefix else max(1, len(chunk) // 8)
        return answers

    def must_end(self, broken):
        """Returns why the rest is not run, if it must not be."""
        if broken >= GIVE_UP:
            return f"not run after {GIVE_UP} strings without an answer"
        if time.monotonic() >= self.deadline:
            return "not run: the time limit is over"
        return None

    def run(self, command, given, count):
        """Runs a process until it ends, or stops it."""
        limit = min(self.timeout, max(self.deadline - time.monotonic(), 0.1))
        # A separate process group, so that children of the program are stopped, too.
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.stderr, start_new_session=os.name == "posix"
        )
        # Threads, because a program may write before it has read everything.
        writer = threading.Thread(target=write_all, args=(process.stdin, given), daemon=True)
        reader = Reader(process.stdout, OUTPUT_LIMIT * count)
        stopped = None
        try:
            writer.start()
            reader.start()
            reader.join(limit)
            if reader.is_alive():
                stopped = f"no answer within {limit:g} s"
            elif reader.overflow:
                stopped = "too much output"
            else:
                process.wait(max(limit, 1))
        except subprocess.TimeoutExpired:
            stopped = "does not end"
        finally:
            # Also after Ctrl-C, which the other process group does not receive.
            stop(process)
        reader.join(1)
        return Ending(bytes(reader.output), process.wait(), stopped)


class Reader(threading.Thread):
    """Reads the output up to a limit."""

    def __init__(self, pipe, limit):
        super().__init__(daemon=True)
        self.pipe, self.limit = pipe, limit
        self.output = bytearray()
        self.overflow = False

    def run(self):
        while part := self.pipe.read1(1 << 16):
            self.output += part
            if len(self.output) > self.limit:
                self.overflow = True
                return


def write_all(pipe, given):
    try:
        pipe.write(given)
        pipe.close()
    except OSError:
        # The program ended before it has read everything. Its exit code tells the rest.
        pass


def stop(process):
    """Kills the process and its children, which may have outlived it."""
    try:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass


def how_it_ended(code):
    """Describes an exit code other than 0."""
    if code < 0:
        return f"ended by signal {-code}"
    return f"exit code {code}" if code else None


def single(output):
    """Returns the answer of a process for one string."""
    try:
        return Answer(json.loads(output))
    except (ValueError, RecursionError):
        return Answer(output[:200].decode("utf-8", "backslashreplace"), broken="the output is not JSON")


def batched(line):
    """Returns the answer in one line of a batch."""
    answer = single(line)
    if isinstance(answer.value, dict) and "error" in answer.value:
        return Answer(refused=True)
    return answer
