#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: @nestjs/swagger 12.0.2 and @nestjs/common, @nestjs/core,
# @nestjs/platform-express 12.5.1 (npm), openapi-spec-validator 0.9.0 (PyPI).
#
# Expected: a route `cars/:id` has the parameter `id` in its document, since every request of the route has it, whether
# or not the handler takes it by `@Param('id')`; a guard or the request object may read it.
# Seen: the path `/cars/{id}` comes without a parameter, which OpenAPI doesn't allow: validators refuse the document, and
# generated clients have no argument for it.
# What helps: `@ApiParam({ name: 'id' })`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund @nestjs/swagger@12.0.2 @nestjs/common@12.5.1 @nestjs/core@12.5.1 \
    @nestjs/platform-express@12.5.1 reflect-metadata@0.2.2 rxjs@7.8.2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check openapi-spec-validator==0.9.0
cat >run.mjs <<'JS'
import "reflect-metadata";
import { writeFileSync } from "node:fs";
import { Controller, Get, Module, Req } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ApiParam, DocumentBuilder, SwaggerModule } from "@nestjs/swagger";

class Cars {
    one(request) { return request.params.id; }
}
Controller("cars")(Cars);
const one = [Cars.prototype, "one", Object.getOwnPropertyDescriptor(Cars.prototype, "one")];
Get(":id")(...one);
Req()(Cars.prototype, "one", 0);
if (process.argv[2] === "described") ApiParam({ name: "id" })(...one);
class App {}
Module({ controllers: [Cars] })(App);
const app = await NestFactory.create(App, { logger: false });
writeFileSync("api.json", JSON.stringify(SwaggerModule.createDocument(app, new DocumentBuilder().setTitle("Cars").build())));
JS
validated() {
    timeout 60 node run.mjs "$1"
    if timeout 60 venv/bin/openapi-spec-validator api.json >log 2>&1; then echo valid; else grep -om 1 "Path parameter 'id'.*" log; fi
}
seen="as it is: $(validated plain); with @ApiParam: $(validated described)"
echo "$seen"
[ "$seen" = "as it is: Path parameter 'id' for 'get' operation in '/cars/{id}' was not resolved; with @ApiParam: valid" ]
