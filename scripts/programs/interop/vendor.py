"""The vendor's SDKs, against the tenant of `genauth::mock`."""

import json
import subprocess
import sys

from common import HERE, ROOT, Crate, corrected, python

TITLE = "The vendor's SDKs"
ABOUT = (
    "Each SDK makes every call of this crate that it has, with the mandatory arguments only, against the tenant of the "
    "feature `mock`. authing-js-sdk speaks the service's second API, which this crate doesn't have, and OpenID Connect: it "
    "logs a user in at the tenant, and makes each of its calls of the latter."
)
COLUMNS = ["tried", "seen", "the tenant"]

NODE, JS = "authing-node-sdk@4.0.1", "authing-js-sdk@4.23.55"
PROGRAMS = HERE.parent / "vendor-sdks"


def versions():
    return [package.replace("@", " ") for package in (NODE, JS)] + python("authing", "genauth")


def rows(machine):
    folder = machine.npm(NODE)
    (folder / "calls.js").write_text((PROGRAMS / "calls.js").read_text())
    python_program = (PROGRAMS / "calls.py").read_text()
    (folder / "authing_calls.py").write_text(python_program)
    (folder / "genauth_calls.py").write_text(python_program.replace("from authing import", "from genauth import"))
    clients = {
        "authing-node-sdk": ["node", "calls.js"],
        "authing for Python": [sys.executable, "authing_calls.py"],
        "genauth for Python": [sys.executable, "genauth_calls.py"],
    }
    operations, account = documented()
    with Crate(machine.crate, "http://127.0.0.1:1") as crate:
        tenant = crate.ask({"tenant": {}})
        for name, command in clients.items():
            asked = "".join(json.dumps(operation) + "\n" for operation in operations)
            made = subprocess.run(
                [*command, tenant["url"], tenant["token"]], cwd=folder, input=asked, capture_output=True, text=True, timeout=120
            )
            answers = [json.loads(line) for line in made.stdout.splitlines() if line.startswith('["')]
            missing = [operation for operation, *told in answers if "has no" in str(told) or "no attribute" in str(told)]
            refused = [operation for operation, *told in answers if told[0] != 200 and operation not in missing]
            # Codes and passwords are made up, so that these calls are refused, by an envelope as the service's.
            expected = [operation for operation, *told in answers if operation in refused and operation in account and isinstance(told[0], int)]
            refused = [operation for operation in refused if operation not in expected]
            seen = f"makes {len(answers) - len(missing)} of {len(operations)} calls"
            if missing:
                seen += f"; has no {', '.join(missing)}"
            ends = f"answers each; {len(expected)} that need a code or a password by a refusal" if expected else "answers each"
            yield f"{name}, each call", seen, f"fails at {', '.join(refused)}" if refused else ends, ends
        yield from of_js_sdk(machine, tenant)


def of_js_sdk(machine, tenant):
    folder = machine.npm(JS)
    (folder / "js-sdk.cjs").write_text((HERE / "js-sdk.cjs").read_text())
    user = json.loads((ROOT / "schema/get-profile.sample.json").read_text())["data"]["username"]
    words = ["node", "js-sdk.cjs", tenant["url"], tenant["app_id"], tenant["secret"], user]
    made = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=120)
    told = [json.loads(line) for line in made.stdout.splitlines() if line.startswith('["')]
    for method in ("client_secret_post", "client_secret_basic"):
        calls = {name.partition(", ")[0]: what for name, what in told if name.endswith(method)}
        failed = {name: what for name, what in calls.items() if what != "works"}
        for failure in failed.items():
            print(*failure, sep=": ", file=sys.stderr)
        seen = f"makes {len(calls)} calls"
        yield f"authing-js-sdk, {method}", seen, f"refuses {', '.join(failed)}" if failed or not calls else "answers each", "answers each"


def documented():
    """Name and mandatory arguments of each operation, and the names of those that change the account."""
    document = json.loads((ROOT / "schema/openapi.json").read_text())
    schemas, tagged = document["components"]["schemas"], corrected()
    operations, account = [], set()
    changes = {tag["name"] for tag in tagged["tags"] if tag.get("x-feature") == "account"}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            values = {
                parameter["name"]: example(parameter["schema"], schemas)
                for parameter in operation.get("parameters", [])
                if parameter.get("required") and parameter["in"] == "query"
            }
            for media in operation.get("requestBody", {}).get("content", {}).values():
                values |= example(media["schema"], schemas)
            name = operation["operationId"].rpartition("_")[2]
            name = name[:1].lower() + name[1:]
            operations.append([name, values])
            if tagged["paths"][path][method]["tags"][0] in changes:
                account.add(name)
    return operations, account


def example(schema, schemas):
    if "$ref" in schema:
        return example(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "allOf" in schema:
        return example(schema["allOf"][0], schemas)
    if schema.get("type") == "object":
        required = schema.get("required", [])
        return {name: example(inner, schemas) for name, inner in schema.get("properties", {}).items() if name in required}
    if schema.get("type") == "array":
        return [example(schema["items"], schemas)]
    return {"boolean": False, "integer": 1, "number": 1}.get(schema.get("type"), schema.get("enum", ["default"])[0])
