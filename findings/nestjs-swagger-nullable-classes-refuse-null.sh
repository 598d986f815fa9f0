#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: @nestjs/swagger 12.0.2 and @nestjs/common, @nestjs/core,
# @nestjs/platform-express 12.5.1 (npm), openapi-schema-validator 0.9.0 and openapi-spec-validator 0.9.0 (PyPI).
#
# Expected: a property with `nullable: true` takes null for a validator of answers, whatever its type.
# Seen: text, dates and lists do. A class or a named enum doesn't: it becomes `nullable: true` beside
# `allOf: [{$ref: …}]`, and all members of an `allOf` must hold, so that the type behind the reference refuses null (OpenAPI
# 3.0.3 says so). Generators of clients read the same lines as nullable, so that the fault shows only where answers
# are validated.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund @nestjs/swagger@12.0.2 @nestjs/common@12.5.1 @nestjs/core@12.5.1 \
    @nestjs/platform-express@12.5.1 reflect-metadata@0.2.2 rxjs@7.8.2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openapi-schema-validator==0.9.0 openapi-spec-validator==0.9.0
cat >run.mjs <<'JS'
import "reflect-metadata";
import { writeFileSync } from "node:fs";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ApiOkResponse, ApiProperty, DocumentBuilder, SwaggerModule } from "@nestjs/swagger";

class Engine {}
ApiProperty({ type: String })(Engine.prototype, "name");
class Car {}
const nullable = { text: { type: String }, date: { type: Date }, list: { type: [String] }, class: { type: Engine }, enum: { enum: ["red"], enumName: "Colour" } };
for (const [name, type] of Object.entries(nullable)) ApiProperty({ ...type, nullable: true })(Car.prototype, name);
class Cars { all() {} }
Controller("cars")(Cars);
const all = [Cars.prototype, "all", Object.getOwnPropertyDescriptor(Cars.prototype, "all")];
Get()(...all);
ApiOkResponse({ type: Car })(...all);
class App {}
Module({ controllers: [Cars] })(App);
const app = await NestFactory.create(App, { logger: false });
writeFileSync("api.json", JSON.stringify(SwaggerModule.createDocument(app, new DocumentBuilder().setTitle("Cars").build())));
JS
cat >run.py <<'PY'
import json

from openapi_schema_validator import OAS30ReadValidator
from openapi_spec_validator import validate

document = json.load(open("api.json"))
validate(document)
schemas = document["components"]["schemas"]


def resolved(schema):
    if isinstance(schema, list):
        return [resolved(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return resolved(schemas[schema["$ref"].rpartition("/")[2]])
    return {key: resolved(value) for key, value in schema.items()}


properties = resolved(schemas["Car"])["properties"]
taken = {name: OAS30ReadValidator(schema).is_valid(None) for name, schema in properties.items()}
print("; ".join(f"{name}: {'takes' if takes else 'refuses'} null" for name, takes in taken.items()))
PY
timeout 60 node run.mjs
seen=$(timeout 60 venv/bin/python run.py)
echo "$seen"
[ "$seen" = "text: takes null; date: takes null; list: takes null; class: refuses null; enum: refuses null" ]
