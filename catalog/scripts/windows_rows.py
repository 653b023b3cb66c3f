"""Writes the error codes of Windows that have no curated row into catalog/codes/windows.toml.

    python3 catalog/scripts/windows_rows.py ~/src/mingw-w64

reads mingw-w64-headers/include/{winerror.h,winhttp.h,ntstatus.h} of a checkout of https://github.com/mingw-w64/mingw-w64, which
are in the public domain. It writes four lists:

    Win32 and Winsock   the name is the code, with its decimal number
    WinHTTP             the same
    HRESULT             the hexadecimal value is the code, with its name
    NTSTATUS            the same

Left out are successes and, below 0x80000000, information; the first and last of a range; and Winsock errors that are rows of
errno or dns. Of several names for one value, the others are aliases.
"""

import pathlib
import re
import sys

import rows

HEADERS = pathlib.Path(sys.argv[1]) / "mingw-w64-headers/include"
BLOB = "https://github.com/mingw-w64/mingw-w64/blob/master/mingw-w64-headers/include/"
NO_ERROR = re.compile(r"_(FIRST|LAST|BASE|MASK|MAX)$|^(NO_ERROR|NOERROR|ERROR_SUCCESS|FACILITY_\w+|SEVERITY_\w+|APPLICATION_ERROR_MASK)$")


def defines(header, pattern):
    """The names and values of a header, the first definition of each name."""
    text = (HEADERS / header).read_text(errors="replace")
    seen = {}
    for name, value in re.findall(rf"(?m)^\s*#\s*define\s+([A-Z]\w*)\s+{pattern}", text):
        if not NO_ERROR.search(name):
            seen.setdefault(name, value)
    return seen


def grouped(pairs):
    """The names of each value, in order."""
    names = {}
    for name, value in pairs:
        names.setdefault(value, []).append(name)
    return names


def decimal(title, url, pairs):
    """A list of names with decimal numbers."""
    elsewhere = rows.known("windows", except_url=url) | rows.known("errno") | rows.known("dns")
    found = []
    for number, names in sorted(grouped(pairs).items()):
        names = [name for name in names if rows.plain(name) not in elsewhere]
        # WSAENOMORE and WSA_E_NO_MORE are one name to a look-up: the first stays.
        elsewhere |= {rows.plain(name) for name in names}
        if number and names:
            row = {"code": names[0], "number": number}
            if names[1:]:
                row["aliases"] = names[1:]
            found.append(row)
    rows.write("windows", title, url, found)


def hexadecimal(title, url, pairs):
    """A list of names with hexadecimal values; a value that another list has already is left out."""
    elsewhere = rows.known("windows", except_url=url)
    found = []
    for value, names in sorted(grouped(pairs).items()):
        code = f"0x{value:08X}"
        names = [name for name in names if rows.plain(name) not in elsewhere]
        if value >= 0x80000000 and names and rows.plain(code) not in elsewhere:
            row = {"code": code, "name": names[0]}
            if url.endswith("ntstatus.h") and value < 0xC0000000:
                row["severity"] = "warning"
            if names[1:]:
                row["aliases"] = names[1:]
            found.append(row)
    rows.write("windows", title, url, found)


win32 = [(name, int(value)) for name, value in defines("winerror.h", r"__MSABI_LONG\((\d+)\)").items()]
decimal("mingw-w64, winerror.h: Win32", BLOB + "winerror.h#win32", win32)
winsock = [(name, 10000 + int(value)) for name, value in defines("winerror.h", r"\(WSABASEERR \+ (\d+)\)").items()]
decimal("mingw-w64, winerror.h: Winsock", BLOB + "winerror.h#winsock", winsock)
winhttp = [(name, 12000 + int(value)) for name, value in defines("winhttp.h", r"\(WINHTTP_ERROR_BASE \+ (\d+)\)").items()]
decimal("mingw-w64, winhttp.h", BLOB + "winhttp.h", winhttp)
hresult = [(name, int(value, 16)) for name, value in defines("winerror.h", r"_(?:HRESULT|NDIS_ERROR)_TYPEDEF_\((0x[0-9A-Fa-f]+)").items()]
hexadecimal("mingw-w64, winerror.h: HRESULT", BLOB + "winerror.h#hresult", hresult)
ntstatus = [(name, int(value, 16)) for name, value in defines("ntstatus.h", r"\(\(NTSTATUS\)(0x[0-9A-Fa-f]+)").items()]
hexadecimal("mingw-w64, ntstatus.h", BLOB + "ntstatus.h", ntstatus)
