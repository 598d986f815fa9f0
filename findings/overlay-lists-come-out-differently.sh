#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: bump-cli 2.11.0, openapi-overlays-js 0.2.0,
# openapi-format 1.33.6 (npm), oas-patch 0.6.0 (PyPI).
#
# Expected: the four give the same document for an overlay that works on the list of tags a, b, c, d; OpenAPI Overlay 1.0
# says that an update of a list is one more element, and that each selected element is removed.
# Seen: no two tools agree on all actions. Adding an element: bump-cli and openapi-overlays-js make an object of the
# list, with members "0" to "3", and openapi-format does nothing. Removing b by its index: openapi-overlays-js removes the
# rest of the list too. Removing a and b by a slice: openapi-format removes a and c, since the second index is counted
# after the first removal, and oas-patch and openapi-overlays-js remove all four. All that exits with 0. Changing b by its
# index, as an overlay does for an operation's parameter: oas-patch ends with a TypeError.
# What helps: add elements through the list's owner, with target `$` and update `{"tags": [...]}`; there all four agree.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" \
    bump-cli@2.11.0 openapi-overlays-js@0.2.0 openapi-format@1.33.6
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check oas-patch==0.6.0 PyYAML==6.0.3
cd "$work"

tags='[{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}]'
echo '{"openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "tags": '"$tags"', "paths": {}}' >api.json
overlay() { # name, action
    echo '{"overlay": "1.0.0", "info": {"title": "Change", "version": "1"}, "actions": ['"$2"']}' >"$1.json"
    bin=node_modules/.bin
    timeout 60 $bin/bump overlay api.json "$1.json" -o "$1.bump-cli.json" >/dev/null 2>&1
    timeout 60 venv/bin/oas-patch overlay api.json "$1.json" -o "$1.oas-patch.json" >/dev/null 2>"$1.log" ||
        tail -n 1 "$1.log" >"$1.error"
    timeout 60 $bin/overlayjs --openapi api.json --overlay "$1.json" >"$1.openapi-overlays-js.json"
    timeout 60 $bin/openapi-format api.json --no-sort --json --overlayFile "$1.json" -o "$1.openapi-format.json" >/dev/null 2>&1
}
overlay add '{"target": "$.tags", "update": {"name": "e"}}'
overlay owner '{"target": "$", "update": {"tags": [{"name": "e"}]}}'
overlay element '{"target": "$.tags[1]", "update": {"x-new": true}}'
overlay index '{"target": "$.tags[1]", "remove": true}'
overlay slice '{"target": "$.tags[0:2]", "remove": true}'
seen=$(venv/bin/python - <<'PY'
import os
import yaml


def tags(action, tool):
    if tool == "oas-patch" and os.path.exists(f"{action}.error"):
        return open(f"{action}.error").read().partition(":")[0]
    tags = yaml.safe_load(open(f"{action}.{tool}.json"))["tags"]
    if isinstance(tags, dict):
        return "an object"
    return "".join(tag["name"].upper() if "x-new" in tag else tag["name"] for tag in tags) or "empty"


for tool in ["bump-cli", "oas-patch", "openapi-overlays-js", "openapi-format"]:
    print(f"{tool}:", ", ".join(tags(action, tool) for action in ["add", "owner", "element", "index", "slice"]), end="; ")
PY
)
echo "add, owner, element, index, slice: $seen"
[ "$seen" = "bump-cli: an object, abcde, aBcd, acd, cd; oas-patch: abcde, abcde, TypeError, acd, empty; openapi-overlays-js: an object, abcde, aBcd, a, empty; openapi-format: abcd, abcde, aBcd, acd, bd; " ]
