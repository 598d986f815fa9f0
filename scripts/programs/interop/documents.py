"""The OpenAPI document that NestJS's Swagger module makes of a small service, through our generator, and calls of that
service with the generated code."""

import json
import os
import shutil
import subprocess

from common import HERE, ROOT, xtask

TITLE = "Documents of NestJS"
ABOUT = (
    "A small service on NestJS answers envelopes, as `scripts/programs/interop/nest/service.ts` shows. Its document "
    "is joined to ours, its operations are added to a copy of this project, and the generated code calls the "
    "service. Rows give the place that the generator refuses; `nest/overlay.json` beside the service has the "
    "corrections."
)
COLUMNS = ["tried", "what the service has there", "genauth"]

NPM = [
    "@nestjs/swagger@12.0.2", "@nestjs/common@12.5.1", "@nestjs/core@12.5.1", "@nestjs/platform-express@12.5.1",
    "reflect-metadata@0.2.2", "rxjs@7.8.2", "class-validator@0.15.1", "class-transformer@0.5.1", "typescript@5.9.3",
]  # fmt: skip
TSC = [
    "--target", "es2022", "--module", "es2022", "--moduleResolution", "bundler", "--experimentalDecorators", "--emitDecoratorMetadata",
    "--strict", "--skipLibCheck", "--outDir", "made",
]  # fmt: skip

CHOICE = "refuses the `oneOf` by its place"
# What the generator does without a correction.
FIRST = {
    "GET /people": ("a page, an envelope around it, lists and a date in the query", CHOICE),
    "POST /people": ("a body with nullable objects, enums, maps", CHOICE),
    "POST /people/many": ("a list as the body", CHOICE),
    "POST /people/upload": ("a file as multipart/form-data", "refuses the name by its place"),
    "GET /people/{id}": ("an envelope as a class", CHOICE),
    "GET /people/{id}/home": ("no parameter for `{id}`", "refuses the path by its place"),
    "POST /people/{id}/labels": ("a map as the body, a map as the answer", "takes it"),
    "GET /people/{id}/pet": ("a choice as the answer", CHOICE),
    "GET /people/{id}/picture": ("a file as the answer", "refuses the answers by their place"),
}
# What it refuses also with corrections, because this crate sends neither.
LAST = {
    "POST /people/many": ("a list as the body", "refuses the body by its place"),
    "POST /people/upload": ("a file as multipart/form-data", "refuses the content by its place"),
}
PLACES = {
    "oneOf: can't be generated": CHOICE,
    "operationId: becomes": "refuses the name by its place",
    "has no parameter": "refuses the path by its place",
    "responses: has no JSON answer": "refuses the answers by their place",
    "schema: a request's body must be an object": "refuses the body by its place",
    "content: has neither JSON nor a form": "refuses the content by its place",
}
ANSWERS = {
    "one drift": ("every member has the documented type", 0),
    "one nullable": ("nullable text, object (`allOf`), date, list, enum", ["t1", None, None, None, None]),
    "one enums": ("enums of text and of numbers, alone and in lists", [True, ["admin", "member"], 2.0, [1.0]]),
    "one choices": ("`oneOf` of classes, in a list, of plain types", [{"breed": "poodle", "kind": "dog"}, [{"kind": "cat", "lives": 9}], 7]),
    "one maps": ("maps of text, of objects, of anything", [{"a": "b"}, {"work": {"city": "Rome"}}, {"deep": [1, {"x": None}]}]),
    "one dates": ("`date-time` and `date`", ["2024-05-06T07:08:09.010Z", "2000-01-02"]),
    "one numbers": ("int64, a fraction, a list of lists", [9007199254740991, 0.5, [[1.0, 2.0], [3.5]]]),
    "one itself": ("a list of its own type, and itself", [[], None]),
    "list": (
        "enum, date, number, boolean in the query",
        [1, {"active": "true", "page": "2", "role": "read-only", "since": "2024-05-06T07:08:09Z"}],
    ),
    "create": (
        "a partial type as the body",
        {"code": 7, "deletedAt": "2024-05-06T07:08:09Z", "home": {"city": "Rome"}, "levels": [1], "nickname": "Ada", "roles": ["admin", "new"], "tags": []},
    ),
    "labels": ("a map as the body, a map as the answer", {"colour": 3}),
    "pet": ("a choice as the answer", {"breed": "poodle", "kind": "dog"}),
    "home": (
        "`data` null in a success",
        "the service reported success, but its answer can't be decoded: at /data, it is missing; report it with this text",
    ),
}


def versions():
    return [" ".join(package.rsplit("@", 1)) for package in NPM]


def rows(machine):
    folder = machine.npm(*NPM)
    shutil.copy(HERE / "nest/service.ts", folder / "service.ts")
    subprocess.run([folder / "node_modules/.bin/tsc", *TSC, "service.ts"], check=True, cwd=folder)
    made = (folder / "made/service.js").rename(folder / "service.mjs")
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    service = subprocess.Popen(["node", made], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, cwd=folder, env=environment)
    try:
        document, url = json.loads(service.stdout.readline()), service.stdout.readline().strip()
        if not url:
            raise SystemExit("the service didn't start")
        yield from generated(machine, document, url, environment)
    finally:
        service.terminate()
        service.wait(timeout=30)


def generated(machine, nest, url, environment):
    tree, document = machine.work / "nest-tree", machine.work / "nest.json"
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["bash", ROOT / "scripts/copy-tree", tree], check=True)
    joined = json.loads((tree / "schema/openapi.json").read_text())
    joined["paths"] |= nest["paths"]
    joined["components"]["schemas"] |= nest["components"]["schemas"]
    document.write_text(json.dumps(joined))

    def add(operation, where):
        method, path = operation.split(" ")
        done = xtask(where, "operation", "add", path, document, "--method", method)
        if done.returncode == 0:
            return "takes it"
        return next((told for place, told in PLACES.items() if place in done.stderr), done.stderr.strip())

    operations = [f"{method.upper()} {path}" for path, methods in nest["paths"].items() for method in methods]
    if sorted(operations) != sorted(FIRST):
        raise SystemExit(f"the service has other operations: {operations}")
    first = machine.work / "nest-first"
    for operation in FIRST:
        shutil.rmtree(first, ignore_errors=True)
        shutil.copytree(tree, first)
        yield f"{operation}, without corrections", FIRST[operation][0], add(operation, first), FIRST[operation][1]

    overlay = tree / "schema/overlay.json"
    corrected = json.loads(overlay.read_text())
    corrected["actions"] += json.loads((HERE / "nest/overlay.json").read_text())
    overlay.write_text(json.dumps(corrected, indent=2))
    for operation in FIRST:
        told, right = LAST.get(operation, (FIRST[operation][0], "takes it"))
        if operation != "GET /people/{id}/picture":
            yield f"{operation}, with corrections", told, add(operation, tree), right

    shutil.copy(HERE / "nest/calls.rs", tree / "examples/people.rs")
    words = ["cargo", "run", "--quiet", "--example", "people", "--target-dir", f"{os.environ['CARGO_TARGET_DIR']}/scratch", url]
    done = subprocess.run(words, cwd=tree, capture_output=True, text=True, env=environment)
    answers = dict(line.split(": ", 1) for line in done.stdout.splitlines())
    if done.returncode or answers.keys() != ANSWERS.keys():
        print(done.stdout, done.stderr)
    for name, (told, right) in ANSWERS.items():
        got = json.loads(answers[name]) if name in answers else "no answer"
        call, _, part = name.partition(" ")
        yield f"the call `{call}`{f', its {part}' if part else ''}", told, f"gives `{json.dumps(got)}`", f"gives `{json.dumps(right)}`"
