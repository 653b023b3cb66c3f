"""Writes the error codes of JetStream that have no curated row into catalog/codes/nats.toml.

    python3 catalog/scripts/nats_rows.py ~/src/nats-server

reads server/errors.json of a checkout of https://github.com/nats-io/nats-server: the number is the code, the constant its
name, and the status that JetStream answers with stands in `http`.
"""

import json
import pathlib
import sys

import rows

URL = "https://github.com/nats-io/nats-server/blob/main/server/errors.json"

curated = rows.known("nats", except_url=URL)
errors = json.loads((pathlib.Path(sys.argv[1]) / "server/errors.json").read_text())
found = [
    {"code": str(error["error_code"]), "name": error["constant"], "http": error["code"]}
    for error in sorted(errors, key=lambda error: error["error_code"])
    if rows.plain(str(error["error_code"])) not in curated
]
rows.write("nats", "NATS server, server/errors.json", URL, found)
