#!/usr/bin/env bash
# Needs python3 with venv and pip. Package: datamodel-code-generator 0.89.0 (PyPI), for Pydantic 2.
#
# Expected: a required property with `nullable: true` of an OpenAPI 3.0 document becomes `X | None`, and a map or list
# whose elements are nullable takes null elements.
# Seen: `nullable` of a required property is dropped, so that the model refuses the null that the document allows. The
# option `--strict-nullable` mends properties, but not elements of maps and lists that are a reference in a nullable
# `allOf`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check datamodel-code-generator==0.89.0 pydantic
cd "$work"
cat >api.json <<'J'
{"openapi": "3.0.3", "info": {"title": "Users", "version": "1"}, "paths": {}, "components": {"schemas": {
    "Address": {"type": "object", "properties": {"city": {"type": "string"}}},
    "User": {"type": "object", "required": ["birthdate", "address", "homes", "offices"], "properties": {
        "birthdate": {"type": "string", "format": "date-time", "nullable": true},
        "address": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/Address"}]},
        "homes": {"type": "array", "items": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/Address"}]}},
        "offices": {"type": "object", "additionalProperties": {"nullable": true, "allOf": [{"$ref": "#/components/schemas/Address"}]}}}}}}}
J
cat >run.py <<'PY'
import sys, pydantic
from importlib import import_module

user = {"birthdate": "2000-01-02T03:04:05Z", "address": {}, "homes": [], "offices": {}}
import_module(sys.argv[1]).User(**user)
refused = []
for name, value in {"birthdate": None, "address": None, "homes": [None], "offices": {"a": None}}.items():
    try:
        import_module(sys.argv[1]).User(**(user | {name: value}))
    except pydantic.ValidationError:
        refused.append(name)
print(" ".join(refused) or "none")
PY
generate() { # module, options
    timeout 60 venv/bin/datamodel-codegen --input api.json --input-file-type openapi --output "$1.py" \
        --output-model-type pydantic_v2.BaseModel "${@:2}" >log 2>&1
}
generate default
generate strict --strict-nullable
seen="null is refused for: $(timeout 60 venv/bin/python run.py default); strict: $(timeout 60 venv/bin/python run.py strict)"
echo "$seen"
[ "$seen" = "null is refused for: birthdate address homes offices; strict: homes offices" ]
