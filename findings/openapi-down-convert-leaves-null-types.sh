#!/usr/bin/env bash
# Needs node and npm, and python3 with venv and pip. Packages: @apiture/openapi-down-convert 0.14.2 (npm), FastAPI
# 0.165.0 (PyPI).
#
# Expected: the converter from OpenAPI 3.1 to 3.0 makes a valid 3.0 document of what FastAPI writes: `str | None`
# becomes `nullable: true`, as `type: [string, "null"]` does.
# Seen: FastAPI writes `anyOf` with `type: "null"`, and this stays, although OpenAPI 3.0 has no such type. A number in
# `exclusiveMinimum` and `prefixItems` stay too. The document says 3.0.3 all the same.
# What helps: replace `anyOf` of one type and null by that type with `nullable` before other tools read the document.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund @apiture/openapi-down-convert@0.14.2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check fastapi==0.165.0
cat >make.py <<'PY'
import json
from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class User(BaseModel):
    name: str | None = None
    age: int = Field(gt=0)
    pair: tuple[str, int]


@app.get("/me")
def me() -> User: ...


document = app.openapi()
# What FastAPI doesn't write: the form that the converter knows.
document["components"]["schemas"]["User"]["properties"]["nickname"] = {"type": ["string", "null"]}
json.dump(document, open("api.json", "w"))
PY
venv/bin/python make.py
timeout 60 node_modules/.bin/openapi-down-convert --input api.json --output out.json
cat >run.mjs <<'JS'
import { readFileSync } from "node:fs";

const read = (file) => JSON.parse(readFileSync(file));
const { openapi, components } = read("out.json");
const { name, nickname, age, pair } = components.schemas.User.properties;
const told = {
    "[string, null]": nickname.nullable === true && nickname.type === "string",
    "anyOf with null": !name.anyOf?.some((one) => one.type === "null"),
    exclusiveMinimum: typeof age.exclusiveMinimum !== "number",
    prefixItems: !pair.prefixItems,
};
const list = Object.entries(told).map(([what, is]) => `${what} ${is ? "converted" : "left"}`);
console.log(`${read("api.json").openapi} to ${openapi}: ${list.join(", ")}`);
JS
seen=$(node run.mjs)
echo "$seen"
[ "$seen" = "3.1.0 to 3.0.3: [string, null] converted, anyOf with null left, exclusiveMinimum left, prefixItems left" ]
