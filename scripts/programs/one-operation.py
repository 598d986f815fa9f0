"""Removes all operations but get-profile from a copy of the schema: one-operation.py FOLDER."""

import json
import pathlib
import re
import sys

schema = pathlib.Path(sys.argv[1]) / "schema"
KEPT = "/api/v3/get-profile"


def references(value):
    return set(re.findall(r"#/components/schemas/(\w+)", json.dumps(value)))


document = json.loads((schema / "openapi.json").read_text())
document["paths"] = {KEPT: document["paths"][KEPT]}
schemas, needed, new = document["components"]["schemas"], set(), references(document["paths"])
while new:
    needed |= new
    new = set().union(*(references(schemas[name]) for name in new)) - needed
document["components"]["schemas"] = {name: schemas[name] for name in schemas if name in needed}
(schema / "openapi.json").write_text(json.dumps(document))
