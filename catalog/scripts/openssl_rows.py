"""Writes the reasons of OpenSSL that have no curated row into catalog/codes/openssl.toml.

    python3 catalog/scripts/openssl_rows.py ~/src/openssl [OLDER...]

reads the headers with reasons in a checkout of https://github.com/openssl/openssl; further checkouts, or folders that hold
include/openssl, add what older versions had. A reason is the code. Several libraries may have a reason of the same name: for
each, the packed code as OpenSSL 3 prints it (`error:0A000086:SSL routines::...`) is an alias.
"""

import pathlib
import re
import sys

import rows

URL = "https://github.com/openssl/openssl/blob/master/crypto/err/openssl.txt"
FOLDERS = ["include/openssl", "include/internal", "include/crypto", "providers/common/include/prov"]


def libraries(checkout):
    """The numbers of the libraries: ERR_LIB_SSL is 20."""
    files = [checkout / "include/openssl" / name for name in ("err.h", "err.h.in")]
    text = next(file for file in files if file.exists()).read_text()
    return {name: int(number) for name, number in re.findall(r"#\s*define\s+ERR_LIB_(\w+)\s+(\d+)", text)}


def reasons(checkout):
    """Library, reason and number of every reason."""
    for folder in FOLDERS:
        for file in sorted((checkout / folder).glob("*err.h")):
            yield from re.findall(r"#\s*define\s+([A-Z0-9_]+?)_R_(\w+)\s+(\d+)\b", file.read_text())


found = {}
names = {}  # of each packed code: OpenSSL 4 renamed some reasons and kept their numbers
for checkout in map(pathlib.Path, sys.argv[1:]):
    numbers = libraries(checkout)
    for library, reason, number in reasons(checkout):
        if library in numbers and not reason.endswith("_LIB"):
            packed = f"{numbers[library] << 23 | int(number):08X}"
            names.setdefault(packed, []).append(reason)
            found.setdefault(reason, set()).add(packed)

curated = rows.known("openssl", except_url=URL)
done = set()
written = []
for reason, codes in sorted(found.items()):
    if rows.plain(reason) in curated or reason in done:
        continue
    codes = {code for code in codes if rows.plain(code) not in curated}
    others = {name for code in codes for name in names[code] if found[name] <= found[reason]} - {reason}
    if not codes:
        continue
    done |= others
    written.append({"code": reason, "aliases": sorted(codes) + sorted(others)})
taken = set()
for row in written:
    row["aliases"] = [alias for alias in row["aliases"] if alias not in taken]
    taken.update(row["aliases"])
rows.write("openssl", "OpenSSL, crypto/err/openssl.txt", URL, [row for row in written if row["aliases"]])
