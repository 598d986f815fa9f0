"""The vendor's SDKs, against the tenant of `genauth::mock`."""

import json
import subprocess
import sys

from common import HERE, ROOT, Crate, python

TITLE = "The vendor's SDKs"
ABOUT = (
    "Each SDK makes every call of this crate that it has, with the mandatory arguments only, against the tenant of the "
    "feature `mock`."
)
COLUMNS = ["tried", "seen", "the tenant"]

NODE = "authing-node-sdk@4.0.1"
PROGRAMS = HERE.parent / "vendor-sdks"


def versions():
    return [NODE.replace("@", " ")] + python("authing", "genauth")


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
    operations = documented()
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
            seen = f"makes {len(answers) - len(missing)} of {len(operations)} calls"
            if missing:
                seen += f"; has no {', '.join(missing)}"
            yield f"{name}, each call", seen, f"refuses {', '.join(refused)}" if refused else "answers each", "answers each"


def documented():
    """Name and mandatory arguments of each operation."""
    document = json.loads((ROOT / "schema/openapi.json").read_text())
    schemas = document["components"]["schemas"]
    operations = []
    for methods in document["paths"].values():
        for operation in methods.values():
            values = {
                parameter["name"]: example(parameter["schema"], schemas)
                for parameter in operation.get("parameters", [])
                if parameter.get("required") and parameter["in"] == "query"
            }
            for media in operation.get("requestBody", {}).get("content", {}).values():
                values |= example(media["schema"], schemas)
            name = operation["operationId"].rpartition("_")[2]
            operations.append([name[:1].lower() + name[1:], values])
    return operations


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
