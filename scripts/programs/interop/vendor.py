"""The vendor's SDKs, against the tenant of `genauth::mock`, and their requests beside ours."""

import http.server
import json
import subprocess
import sys
import threading
import urllib.parse

from common import HERE, ROOT, Crate, corrected, python

TITLE = "The vendor's SDKs"
ABOUT = (
    "Each SDK makes every call of this crate that it has, with the mandatory arguments only, against the tenant of "
    "the feature `mock`. Then it makes each call with every argument and with the mandatory ones, and method, path, "
    "query and body are compared with this crate's request in the snapshots of `tests/it/operations.rs`. "
    "authing-js-sdk speaks the service's second API, which this crate doesn't have, and OpenID Connect: it logs a "
    "user in at the tenant, and makes each of its OpenID Connect calls."
)
COLUMNS = ["tried", "seen", "genauth"]

NODE, JS = "authing-node-sdk@4.0.1", "authing-js-sdk@4.23.55"


def versions():
    return [package.replace("@", " ") for package in (NODE, JS)] + python("authing", "genauth")


def rows(machine):
    folder = machine.npm(NODE)
    (folder / "calls.js").write_text((HERE / "calls.js").read_text())
    python_program = (HERE / "calls.py").read_text()
    (folder / "authing_calls.py").write_text(python_program)
    (folder / "genauth_calls.py").write_text(python_program.replace("from authing import", "from genauth import"))
    booleans = "the text of Python's booleans, `True`"
    clients = {
        "authing-node-sdk": (["node", "calls.js"], {"the documented defaults, unasked"}),
        "authing for Python": ([sys.executable, "authing_calls.py"], {booleans}),
        "genauth for Python": (
            [sys.executable, "genauth_calls.py"],
            {booleans, "getProfile without with_department_ids"},
        ),
    }
    operations, account = list(documented()), account_operations()
    with Crate(machine.crate, "http://127.0.0.1:1") as crate:
        tenant = crate.ask({"tenant": {}})
        for name, (command, _) in clients.items():
            calls = [(operation, few) for operation, _, few, _ in operations]
            answers = make(folder, [*command, tenant["url"], tenant["token"]], calls)
            missing = [operation for operation, answer in answers if is_missing(answer)]
            refused = {operation: answer for operation, answer in answers if answer != 200 and operation not in missing}
            # Codes and passwords are made up, so that these calls are refused, by an envelope as the service's.
            failed = [call for call, answer in refused.items() if call not in account or not isinstance(answer, int)]
            seen = f"makes {len(answers) - len(missing)} of {len(operations)} calls"
            if missing:
                seen += f"; has no {', '.join(missing)}"
            ends = "answers each"
            if refused:
                ends += f"; {len(refused)} that need a code or a password by a refusal"
            yield f"{name}, each call", seen, f"fails at {', '.join(failed)}" if failed else ends, ends
        yield from of_js_sdk(machine, tenant)
    for name, (command, expected) in clients.items():
        met = set(differences(folder, command, operations))
        ours = "the same request" if met == expected else "another request"
        yield f"{name}, each request", f"sends {' and '.join(sorted(met))}", ours, "the same request"


def make(folder, command, calls):
    """Makes calls with an SDK. Gives each operation with its status code or with what went wrong."""
    asked = "".join(json.dumps(call) + "\n" for call in calls)
    made = subprocess.run(command, cwd=folder, input=asked, capture_output=True, text=True, timeout=120)
    answers = [json.loads(line)[:2] for line in made.stdout.splitlines() if line.startswith('["')]
    if len(answers) != len(calls):
        raise SystemExit(f"{command}: {len(answers)} answers for {len(calls)} calls\n{made.stderr}")
    return answers


def is_missing(answer):
    return any(words in str(answer) for words in ["has no", "no attribute", "unexpected keyword"])


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
        ends = f"refuses {', '.join(failed)}" if failed or not calls else "answers each"
        yield f"authing-js-sdk, {method}", f"makes {len(calls)} calls", ends, "answers each"


# ---- the operations


def documented():
    """Of each operation the name, all arguments, the mandatory ones, and this crate's request with every argument."""
    document = json.loads((ROOT / "schema/openapi.json").read_text())
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            # The name of a snapshot, as `sample_stem` in build/names.rs makes it.
            parts = [part for part in path.removeprefix("/api/v3").split("/") if part and "{" not in part]
            if "get" in methods and method != "get":
                parts.append(method)
            snapshot = ROOT / f"tests/it/snapshots/it__operations__{'-'.join(parts)}.snap"
            ours = json.loads(snapshot.read_text().split("\n---\n", 1)[1])["request"]
            assert (ours["method"], ours["path"]) == (method.upper(), path), snapshot
            parameters = {parameter["name"]: parameter for parameter in operation.get("parameters", [])}
            query = dict(ours["query"])
            assert set(query) == set(parameters), f"{path}: the snapshot lacks a parameter"
            values = {name: typed(parameters[name], value, schemas) for name, value in query.items()}
            required = {name for name in parameters if parameters[name].get("required")}
            if "requestBody" in operation:
                body = operation["requestBody"]["content"]["application/json"]["schema"]
                members = schemas[body["$ref"].rsplit("/")[-1]]
                assert set(ours["body"]) == set(members["properties"]), f"{path}: the snapshot lacks a member"
                values.update(ours["body"])
                required |= set(members.get("required", []))
            few = {key: value for key, value in values.items() if key in required}
            yield name_of(operation), values, few, ours


def name_of(operation):
    name = operation["operationId"].rpartition("_")[2]
    return name[:1].lower() + name[1:]


def typed(parameter, text, schemas):
    """A value as a program passes it."""
    schema = parameter["schema"]
    schema = schemas[schema["$ref"].rsplit("/")[-1]] if "$ref" in schema else schema
    return {"boolean": text == "true", "integer": int(text) if text.isdigit() else None}.get(schema["type"], text)


def account_operations():
    """The operations that change the account."""
    document = corrected()
    changes = {tag["name"] for tag in document["tags"] if tag.get("x-feature") == "account"}
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    return {name_of(operation) for operation in operations if operation["tags"][0] in changes}


# ---- their requests


class Recorder(http.server.BaseHTTPRequestHandler):
    """Answers with an empty envelope, and keeps the request."""

    protocol_version = "HTTP/1.1"
    seen = []

    def answer(self):
        url = urllib.parse.urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        kind = self.headers.get("content-type")
        self.seen.append(
            {
                "method": self.command,
                "path": url.path,
                "query": urllib.parse.parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query)),
                "content-type": kind and kind.split(";")[0],
                "body": json.loads(body) if body else None,
            }
        )
        answer = b'{"statusCode":200,"message":"","data":{}}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


def differences(folder, command, operations):
    """What an SDK's requests have in place of ours, in words."""
    calls, expected = [], []
    for name, values, few, ours in operations:
        for passed in [values, few] if few != values else [values]:
            calls.append((name, passed))
            body = ours["body"] and {key: value for key, value in ours["body"].items() if key in passed}
            expected.append(dict(ours, query=[pair for pair in ours["query"] if pair[0] in passed], body=body))
    Recorder.seen.clear()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        answers = make(folder, [*command, f"http://127.0.0.1:{server.server_port}", "a.b.c"], calls)
        server.shutdown()
    for name, answer in answers:
        if "unexpected keyword" in str(answer):
            argument = answer.split("'")[1]
            yield f"{name} without {argument}"
    expected = [(name, ours) for (name, answer), ours in zip(answers, expected) if not is_missing(answer)]
    if len(Recorder.seen) != len(expected):
        yield f"{len(Recorder.seen)} requests for {len(expected)} calls"
    for (name, ours), theirs in zip(expected, Recorder.seen):
        for part in ["method", "path", "content-type", "body"]:
            if ours[part] != theirs[part]:
                yield f"{name}: {part}: {json.dumps(theirs[part])} in place of {json.dumps(ours[part])}"
        here, there = dict(ours["query"]), dict(theirs["query"])
        if len(there) != len(theirs["query"]):
            yield f"{name}: a name twice in {theirs['query']}"
        for key in here.keys() | there.keys():
            if key not in here:
                yield "the documented defaults, unasked"
            elif key in there and there[key] in ("True", "False") and there[key].lower() == here[key]:
                yield "the text of Python's booleans, `True`"
            elif there.get(key) != here[key]:
                yield f"{name}: {key}={there.get(key)} in place of {here[key]}"
