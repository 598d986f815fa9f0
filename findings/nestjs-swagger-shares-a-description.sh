#!/usr/bin/env bash
# Needs node and npm. Packages: @nestjs/swagger 12.0.2 and @nestjs/common, @nestjs/core, @nestjs/platform-express 12.5.1
# (npm).
#
# Expected: the `description` of a property with `enumName` describes this property; the schema of the enum, which all
# properties share, has none, as the schema of a shared class has none.
# Seen: the schema of the enum gets the words of the first property, so that generated documentation describes every use
# of the enum by them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund @nestjs/swagger@12.0.2 @nestjs/common@12.5.1 @nestjs/core@12.5.1 \
    @nestjs/platform-express@12.5.1 reflect-metadata@0.2.2 rxjs@7.8.2
cat >run.mjs <<'JS'
import "reflect-metadata";
import { Controller, Get, Module } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";
import { ApiOkResponse, ApiProperty, DocumentBuilder, SwaggerModule } from "@nestjs/swagger";

const Colour = { Red: "red", Blue: "blue" };
class Engine {}
ApiProperty({ type: String })(Engine.prototype, "name");
class Car {}
ApiProperty({ enum: Colour, enumName: "Colour", description: "Of the doors." })(Car.prototype, "doors");
ApiProperty({ enum: Colour, enumName: "Colour", description: "Of the roof." })(Car.prototype, "roof");
ApiProperty({ type: Engine, description: "In front." })(Car.prototype, "engine");
class Cars { all() {} }
Controller("cars")(Cars);
const all = [Cars.prototype, "all", Object.getOwnPropertyDescriptor(Cars.prototype, "all")];
Get()(...all);
ApiOkResponse({ type: Car })(...all);
class App {}
Module({ controllers: [Cars] })(App);
const app = await NestFactory.create(App, { logger: false });
const { components } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
const { Car: car, Colour: colour, Engine: engine } = components.schemas;
const words = (schema) => schema.description ?? "none";
console.log(`doors: ${words(car.properties.doors)} roof: ${words(car.properties.roof)} the enum: ${words(colour)} the class: ${words(engine)}`);
JS
seen=$(timeout 60 node run.mjs)
echo "$seen"
[ "$seen" = "doors: Of the doors. roof: Of the roof. the enum: Of the doors. the class: none" ]
