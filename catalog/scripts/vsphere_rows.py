"""Writes the faults of vSphere that have no page and no curated row into catalog/codes/vsphere.toml.

    python3 catalog/scripts/vsphere_rows.py ~/src/govmomi

reads vim25/types/types.go of a checkout of https://github.com/vmware/govmomi, which is generated from the API of vSphere: every
type that descends from MethodFault is a fault, and the type that it extends is its parent. SOAP wraps a fault in an element
whose name ends in Fault, where the type itself does not: that name is an alias.
"""

import pathlib
import re
import sys

import rows

URL = "https://github.com/vmware/govmomi/blob/main/vim25/types/types.go"

text = (pathlib.Path(sys.argv[1]) / "vim25/types/types.go").read_text()
parents = dict(re.findall(r"(?m)^type (\w+) struct \{\n\t(\w+)$", text))
elements = {name: element for element, name in re.findall(r"(?m)^type (\w+Fault) (\w+)$", text)}


def is_fault(name):
    """Whether a type descends from MethodFault."""
    while name in parents:
        name = parents[name]
        if name == "MethodFault":
            return True
    return False


curated = rows.known("vsphere", except_url=URL)
found = [{"code": "MethodFault"}]
for name in sorted(parents):
    if is_fault(name) and rows.plain(name) not in curated:
        row = {"code": name, "parent": parents[name]}
        element = elements.get(name)
        if element and element not in parents and rows.plain(element) not in curated:
            row["aliases"] = [element]
        found.append(row)
rows.write("vsphere", "govmomi, vim25/types/types.go", URL, found)
