"""Our JSON Schemas and the corrected document in other people's validators and generators."""

import http.client
import json
import os
import subprocess
import sys

import jsonschema

from common import HERE, ROOT, Crate, corrected, python

TITLE = "Schemas"
ABOUT = (
    "Each documented sample answer is decoded and written again; what is written is checked against the JSON Schema "
    "of its type (feature `schemars`), with formats. The generators take the document that `cargo xtask schema "
    "corrected` prints. schemathesis makes up valid requests for each operation, and sends them to the tenant of the "
    "feature `mock` with a user's token. Four of its checks expect what the real service doesn't do; their rows are "
    "marked *left out*."
)
COLUMNS = ["tried", "seen", "genauth"]

AJV = ["ajv@8.20.0", "ajv-formats@3.0.1"]
GENERATORS = ["@redocly/cli@2.77.0", "openapi-typescript@7.13.0", "typescript@5.9.3", "orval@8.38.0"]


def versions():
    npm = [" ".join(package.rsplit("@", 1)) for package in AJV + GENERATORS]
    return npm + python("jsonschema", "openapi-python-client", "datamodel-code-generator", "schemathesis")


def rows(machine):
    yield from of_samples(machine)
    document = machine.work / "corrected.json"
    document.write_text(json.dumps(corrected()))
    yield from of_generators(machine, document)
    yield from of_schemathesis(machine, document)


# ---- samples


def of_samples(machine):
    samples = {path.name.removesuffix(".sample.json"): json.loads(path.read_text()) for path in (ROOT / "schema").glob("*.sample.json")}
    samples = {name: answer for name, answer in samples.items() if "data" in answer}
    with Crate(machine.crate, "http://127.0.0.1:1") as crate:
        made = {name: crate.ask({"sample": {"operation": name, "answer": answer}}) for name, answer in sorted(samples.items())}
    folder = machine.npm(*AJV)
    (folder / "ajv.mjs").write_text((HERE / "ajv.mjs").read_text())
    asked = [[made[name]["schema"], samples[name]["data"], made[name]["again"]] for name in made]
    by_ajv = subprocess.run(["node", folder / "ajv.mjs"], check=True, input=json.dumps(asked), capture_output=True, text=True)
    for name, [schema, *values], [came, again] in zip(made, asked, json.loads(by_ajv.stdout)):
        checker = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        also = [next((error.message[:80] for error in checker.iter_errors(value)), None) for value in values]
        seen = f"as documented: ajv {'refuses' if came else 'accepts'}, jsonschema {'refuses' if also[0] else 'accepts'}"
        yield f"sample of `{name}`", seen, again or also[1] or "valid for both as written", "valid for both as written"


# ---- generators


def of_generators(machine, document):
    folder = machine.npm(*GENERATORS)
    bin = folder / "node_modules/.bin"
    environment = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    environment["PATH"] = f"{sys.prefix}/bin:{os.environ['PATH']}"  # openapi-python-client looks for ruff
    compile_ts = [bin / "tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--moduleResolution", "bundler", "--module", "es2022"]
    (folder / "orval.config.cjs").write_text(
        f'module.exports = {{ api: {{ input: "{document}", output: {{ client: "fetch", target: "./orval.ts" }} }} }};'
    )
    for made in ["client", "models.py"]:
        subprocess.run(["rm", "-rf", folder / made], check=True)
    scripts = f"{sys.prefix}/bin"
    steps = {
        "redocly lint": [[bin / "redocly", "lint", "--config", ROOT / "redocly.yaml", document]],
        "openapi-typescript, tsc --strict": [[bin / "openapi-typescript", document, "-o", "types.ts"], [*compile_ts, "types.ts"]],
        "orval, tsc --strict": [[bin / "orval", "--config", "orval.config.cjs"], [*compile_ts, "orval.ts"]],
        "openapi-python-client, its modules compiled": [
            [f"{scripts}/openapi-python-client", "generate", "--path", document, "--output-path", "client", "--meta", "none", "--fail-on-warning"],
            [sys.executable, "-m", "compileall", "-q", "client"],
        ],
        "datamodel-code-generator, its module imported": [
            [f"{scripts}/datamodel-codegen", "--input", document, "--input-file-type", "openapi", "--output", "models.py", "--output-model-type", "pydantic_v2.BaseModel"],
            [sys.executable, "models.py"],
        ],
    }
    for name, commands in steps.items():
        seen = "works"
        for command in commands:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, env=os.environ | environment)
            if done.returncode:
                text = (done.stderr + done.stdout).strip().splitlines()
                print(f"{name}:", *text[-30:], sep="\n    ", file=sys.stderr)
                seen = f"fails at {str(command[0]).rsplit('/', 1)[-1]}"
                break
        yield name, seen, "accepted" if seen == "works" else "not accepted", "accepted"


# ---- schemathesis

LEFT_OUT = ["ignored_auth", "unsupported_method", "negative_data_rejection", "missing_required_header"]


def of_schemathesis(machine, document):
    paths = json.loads(document.read_text())["paths"]
    operations = [(method.upper(), path) for path, methods in paths.items() for method in methods]
    with Crate(machine.crate, "http://127.0.0.1:1") as crate:
        url = crate.ask({"tenant": {}})["url"]
        crate.ask({"users": 1})
        token = crate.ask({"issue": "u0"})["token"]
        command = [f"{sys.prefix}/bin/schemathesis", "run", document, "--url", url, "--header", f"Authorization: Bearer {token}"]
        command += ["--seed", "1", "--max-examples", "20", "--mode", "positive", "--no-color", "--exclude-checks", ",".join(LEFT_OUT)]
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        done = subprocess.run(command, cwd=machine.work, env=environment, capture_output=True, text=True, timeout=900)
        if done.returncode:
            print(done.stdout, file=sys.stderr)
        seen = f"sends requests for {len(operations)} operations"
        yield "schemathesis, its other checks", seen, "no failure" if done.returncode == 0 else "fails", "no failure"

        def ask(method, path, headers, body=None):
            connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
            connection.request(method, path, body, {"content-type": "application/json"} | headers)
            answer = connection.getresponse()
            return f"HTTP {answer.status}, statusCode {json.loads(answer.read())['statusCode']}"

        known = {"authorization": f"Bearer {token}"}
        answers = {ask(*operation, {}) for operation in operations}
        told = "a refusal inside of HTTP 200"
        wrong = {answer for answer in answers if not answer.startswith("HTTP 200") or answer.endswith("200")}
        yield "schemathesis, left out: `ignored_auth`", "wants HTTP 401 without a token", " and ".join(wrong) or told, told
        answers = {ask("PATCH", path, known) for _, path in operations}
        yield "schemathesis, left out: `unsupported_method`", "wants HTTP 405", " and ".join(answers), "HTTP 404, statusCode 404"
        answers = {ask(method, path, known, "[]") for method, path in operations if method == "POST"}
        tried = "schemathesis, left out: `negative_data_rejection`, `missing_required_header`"
        wrong = {answer for answer in answers if not answer.startswith("HTTP 200")}
        told = "HTTP 200, with or without a refusal inside"
        yield tried, "want HTTP 400", " and ".join(wrong) or told, told
