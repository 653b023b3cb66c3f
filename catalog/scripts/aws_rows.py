#!/usr/bin/env python3
"""Writes catalog/codes/aws.botocore.toml: the error codes that AWS services declare in botocore's models.

    python3 catalog/scripts/aws_rows.py PATH/TO/botocore

PATH is a checkout of https://github.com/boto/botocore. Of each service the newest model
(botocore/data/SERVICE/VERSION/service-2.json) is read. Codes that catalog/codes/aws.toml has are left
out; that file is written by hand. Of names that differ only in case or punctuation, which a look-up
ignores, the first is kept.

A row has `http` where all services that state a status for the code state the same one, `retry`
where all services mark the code as retryable, and the names of the exception classes as aliases
where they differ from the code.
"""

import collections
import json
import pathlib
import sys
import tomllib

CODES = pathlib.Path(__file__).resolve().parent.parent / "codes"
HEAD = """\
# Written by catalog/scripts/aws_rows.py.

[[list]]
source = { title = "botocore, models of the AWS services", \
url = "https://github.com/boto/botocore/tree/develop/botocore/data" }
rows = [
"""


def fold(name):
    """A name as look-ups compare it."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def models(checkout):
    """The newest model of each service."""
    newest = {}
    for path in sorted((checkout / "botocore" / "data").glob("*/*/service-2.json")):
        newest[path.parts[-3]] = path
    return newest.values()


def declared(checkout):
    """What the models say of each code: statuses, classes, and whether a retry is advised."""
    codes = collections.defaultdict(lambda: {"http": set(), "names": set(), "retry": set()})
    for path in models(checkout):
        for name, shape in json.loads(path.read_text())["shapes"].items():
            error = shape.get("error", {})
            if not (error or shape.get("exception")):
                continue
            entry = codes[error.get("code", name)]
            entry["names"].add(name)
            entry["retry"].add("retryable" in shape)
            if "httpStatusCode" in error:
                entry["http"].add(error["httpStatusCode"])
    return codes


def by_hand():
    """The folded names of the codes that people wrote rows for."""
    lists = tomllib.loads((CODES / "aws.toml").read_text())["list"]
    return {fold(name) for one in lists for row in one["rows"] for name in [row["code"], *row.get("aliases", [])]}


def rows(codes, taken):
    """A line for each code that is not taken."""
    spoken_for = taken | {fold(code) for code in codes}
    for code, entry in sorted(codes.items()):
        if fold(code) in taken:
            continue
        taken.add(fold(code))
        keys = [f'code = "{code}"']
        if len(entry["http"]) == 1:
            keys.append(f'http = {min(entry["http"])}')
        if entry["retry"] == {True}:
            keys.append("retry = true")
        aliases = sorted(name for name in entry["names"] if fold(name) not in spoken_for)
        spoken_for |= {fold(name) for name in aliases}
        if aliases:
            keys.append("aliases = [" + ", ".join(f'"{name}"' for name in aliases) + "]")
        yield "  { " + ", ".join(keys) + " },\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    codes = declared(pathlib.Path(sys.argv[1]))
    if not codes:
        sys.exit(f"no models in {sys.argv[1]}")
    lines = list(rows(codes, by_hand()))
    (CODES / "aws.botocore.toml").write_text(HEAD + "".join(lines) + "]\n")
    print(f"{len(lines)} rows")


if __name__ == "__main__":
    main()
