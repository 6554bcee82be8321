"""The Python package `pyconstring` as a program for `conformance/run`. The first argument is `read` or `write`."""

import json
import sys

from pyconstring import ConnectionString


def read(text):
    return {"map": ConnectionString.from_string(text)}


def write(pair):
    string = ConnectionString()
    string[pair["keyword"]] = pair["value"]
    return {"text": string.get_string()}


def main():
    mode = sys.argv[1]
    answer = write if mode == "write" else read
    given = sys.stdin.buffer.read().decode("utf-8")
    if "--batch" in sys.argv:
        for line in given.split("\n")[:-1]:
            try:
                print(json.dumps(answer(json.loads(line))))
            except Exception:  # Any exception is a refusal: the package raises IndexError for some strings.
                print('{"error": true}')
    else:
        # An exception ends the interpreter with exit code 1, which is a refusal.
        print(json.dumps(answer(json.loads(given) if mode == "write" else given)))


main()
