#!/usr/bin/env python3
"""Posts the table of a finished run of bench.yml on its pull request, as one comment that later runs replace.

It holds a token that may write, and runs after code of the pull request, maybe from a fork, ran with one that may not. So
nothing that came out of that run is trusted, and nothing of it is executed or written to the disk:

- which pull request it is, the event and GitHub say, and not the artifact;
- of the artifact one file is read, up to a limit;
- of that file those lines are kept that compare.sh writes, each in its whole form. No mention, no link and no image fits in.

It reads the event (GITHUB_EVENT_PATH) and calls `gh`, which needs GH_TOKEN.
"""

import io
import json
import os
import re
import subprocess
import sys
import urllib.parse
import zipfile

MARKER = "<!-- the comment of bench-comment.yml -->"
# Whose comments this may replace: anyone can write the marker.
AUTHOR = "github-actions[bot]"
ARTIFACT, FILE = "comparison", "comparison.md"
# A comment takes 65,536 characters; all benchmarks together have 10,000.
LIMIT = 40_000

NAME = r"`[a-z0-9_]{1,60}::[a-z0-9_]{1,60}`"
COMPARED = r"[0-9]+ benchmarks compared, [0-9]+ the same, [0-9]+ worse \(more than [0-9.]+ %\)\."
FORMS = [
    r"",
    r"### Instructions: [0-9a-f]{7,40} → [0-9a-f]{7,40}",
    r"rustc [0-9]+\.[0-9]+\.[0-9]+(-nightly|-beta\.[0-9]+)? \([0-9a-f]+ [0-9-]+\), valgrind-[0-9]+\.[0-9]+\.[0-9]+\. "
    r"Benchmarks that count the same are left out\.",
    r"\| benchmark \| base \| head \| ratio \| \|",
    r"\|---\|---:\|---:\|---:\|---\|",
    rf"\| {NAME} \| [0-9,]+ \| [0-9,]+ \| [0-9.]+ \| (worse)?(, )?(allocations [0-9]+ → [0-9]+)? \|",
    COMPARED,
    rf"Only in (head|base), so not compared: {NAME}(, {NAME})*\.",
]


def gh(path, data=None, method="GET"):
    command = ["gh", "api", "--method", method, path, *(["--input", "-"] if data else [])]
    return subprocess.run(command, input=json.dumps(data).encode() if data else None, check=True, stdout=subprocess.PIPE).stdout


def every(path, within=None):
    """What a list of GitHub holds, page for page."""
    for page in range(1, 100):
        items = json.loads(gh(f"{path}{'&' if '?' in path else '?'}per_page=100&page={page}"))
        items = items[within] if within else items
        yield from items
        if len(items) < 100:
            return


def pull_request(event):
    """The open pull request that the run was for. For one from a fork the event does not name it."""
    run, repository = event["workflow_run"], event["repository"]
    fork = run["head_repository"]
    if fork is None:
        return None
    base = repository["default_branch"]
    query = {"state": "open", "base": base, "head": f"{fork['owner']['login']}:{run['head_branch']}"}
    for pull in every(f"repos/{repository['full_name']}/pulls?{urllib.parse.urlencode(query)}"):
        head = pull["head"]
        # GitHub takes a filter that it does not understand for none. And a head that moved on has a run of its own.
        if (head["repo"] or {}).get("full_name") == fork["full_name"] and head["ref"] == run["head_branch"]:
            if head["sha"] == run["head_sha"] and pull["base"]["ref"] == base:
                return int(pull["number"])
    return None


def comparison(event):
    """What the run printed, or None where it left nothing."""
    place = f"repos/{event['repository']['full_name']}/actions"
    artifacts = every(f"{place}/runs/{int(event['workflow_run']['id'])}/artifacts", "artifacts")
    # Of a run that was repeated, the last.
    left = max((a for a in artifacts if a["name"] == ARTIFACT and not a["expired"]), key=lambda a: a["id"], default=None)
    if left is None:
        return None
    if left["size_in_bytes"] > LIMIT:
        sys.exit(f"the artifact has {left['size_in_bytes']:,} bytes, more than {LIMIT:,}: it is not read")
    try:
        # In memory: a path or a link in it leads nowhere. And no more of it is unpacked than is wanted.
        with zipfile.ZipFile(io.BytesIO(gh(f"{place}/artifacts/{int(left['id'])}/zip"))) as archive:
            return archive.open(FILE).read(LIMIT).decode(errors="replace")
    except (zipfile.BadZipFile, KeyError) as error:
        sys.exit(f"the artifact holds no {FILE}: {error}")


def comment(event, text):
    kept = []
    lines = text.splitlines()
    for line in lines:
        if any(re.fullmatch(form, line) for form in FORMS) and (line or (kept and kept[-1])):
            kept.append(line)
    if not any(re.fullmatch(COMPARED, line) for line in kept):
        kept = ["### Instructions", "", "The two revisions could not be compared."]
    left_out = sum(1 for line in lines if line and line not in kept)
    run = event["workflow_run"]
    about = f"Of {run['head_sha']}, merged into `{event['repository']['default_branch']}`."
    if left_out:
        about += f" Left out: {left_out} lines of another form."
    return "\n".join([MARKER, *kept, "", f"{about} [The run]({run['html_url']}) has all of it.", ""])


def post(repository, number, body):
    place = f"repos/{repository}/issues"
    for old in every(f"{place}/{number}/comments"):
        if old["user"]["login"] == AUTHOR and old["body"].startswith(MARKER):
            gh(f"{place}/comments/{int(old['id'])}", {"body": body}, "PATCH")
            return f"replaced the comment of #{number}"
    gh(f"{place}/{number}/comments", {"body": body}, "POST")
    return f"wrote a comment on #{number}"


def main():
    with open(os.environ["GITHUB_EVENT_PATH"], encoding="utf-8") as file:
        event = json.load(file)
    number = pull_request(event)
    if number is None:
        print("no open pull request has this head: nothing to post")
        return
    text = comparison(event)
    if text is None:
        print(f"the run for #{number} left no comparison: nothing to post")
        return
    print(post(event["repository"]["full_name"], number, comment(event, text)))


if __name__ == "__main__":
    main()
