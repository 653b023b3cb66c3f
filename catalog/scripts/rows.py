"""What the scripts share that write rows of codes into catalog/codes/<system>.toml.

A file holds several lists. The curated ones, whose titles and canonical codes somebody wrote, come first; a script replaces
the one list whose source has its url, or appends it, and leaves the others as they are. A code that a curated list, or a page
in catalog/codes/<system>/, knows already is left out.
"""

import pathlib
import re
import tomllib

CODES = pathlib.Path(__file__).resolve().parent.parent / "codes"
KEYS = ["code", "name", "number", "numbers", "canonical", "http", "severity", "retry", "parent", "title", "aliases"]


def literal(value):
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {literal(item)}" for key, item in value.items()) + " }"
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def plain(code):
    """A code without case, dashes and spaces: two that are equal so are the same to a look-up."""
    return re.sub(r"[^a-z0-9]", "", code.lower())


def known(system, except_url=None):
    """The spellings that pages and the other lists of a system use, in plain form."""
    words = set()
    for page in sorted((CODES / system).glob("*.toml")):
        entry = tomllib.loads(page.read_text())
        words.update([entry["code"], *entry.get("aliases", [])])
    file = CODES / f"{system}.toml"
    if file.exists():
        for one in tomllib.loads(file.read_text())["list"]:
            if one["source"]["url"] == except_url:
                continue
            for row in one["rows"]:
                words.update([row["code"], *row.get("aliases", [])])
                if "name" in row:
                    words.add(row["name"])
    return {plain(word) for word in words}


def write(system, title, url, rows, note=()):
    """Replaces the list with this url, or appends it."""
    file = CODES / f"{system}.toml"
    text = file.read_text() if file.exists() else ""
    blocks = re.split(r"(?m)^(?=\[\[list\]\]$)", text)
    blocks = [block.rstrip("\n") for block in blocks if f"url = {literal(url)}" not in block]
    lines = ["[[list]]", *(f"# {line}" for line in note), f"source = {{ title = {literal(title)}, url = {literal(url)} }}", "rows = ["]
    for row in rows:
        assert set(row) <= set(KEYS), row
        lines.append("  { " + ", ".join(f"{key} = {literal(row[key])}" for key in KEYS if key in row) + " },")
    blocks.append("\n".join([*lines, "]"]))
    file.write_text("\n\n".join(block for block in blocks if block) + "\n")
    print(f"{file.name}: {len(rows)} rows from {title}")
