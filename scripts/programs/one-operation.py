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

# The generator refuses an action without a target, so actions for removed schemas go too.
overlay = json.loads((schema / "overlay.json").read_text())
gone = schemas.keys() - needed


def still_there(action):
    target = action["target"]
    named = re.match(r"\$\.components\.schemas\.(\w+)", target)
    path = re.search(r"/api/v3/[\w-]+", target)
    return not (named and named[1] in gone) and not (path and path[0] != KEPT) and not references(action) & gone


overlay["actions"] = [action for action in overlay["actions"] if still_there(action)]
(schema / "overlay.json").write_text(json.dumps(overlay))
