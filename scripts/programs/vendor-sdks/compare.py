"""Compares the requests of a vendor's SDK with the requests of this crate, for each operation of the document.

    compare.py NAME COMMAND…

The command runs `calls.js` or `calls.py`, without their arguments. The name is a key of `EXPECTED`. The requests of
this crate are in the snapshots of tests/it/operations.rs. Each call is made twice: with every parameter, and with the
mandatory parameters only. The program prints each difference with its reason. The program fails if a difference has no
reason, or if a reason has no difference.
"""

import http.server
import json
import pathlib
import subprocess
import sys
import threading
import urllib.parse

ROOT = pathlib.Path(__file__).parents[3]

# The expected differences of each SDK, with their reasons.
EXPECTED = {
    "python": {
        "booleans as True": "the text of Python's True; servers take both",
    },
    "node": {
        "defaults sent": "the SDK sends the documented defaults of parameters that are left out",
    },
}


def documented():
    """Of each operation the name, all values, the mandatory names, and this crate's request with every parameter."""
    document = json.loads((ROOT / "schema/openapi.json").read_text())
    schemas = document["components"]["schemas"]
    operations = []
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
            name = operation["operationId"].rpartition("_")[2]
            operations.append((name[:1].lower() + name[1:], values, required, ours))
    return operations


def typed(parameter, text, schemas):
    """A value as a program passes it."""
    schema = parameter["schema"]
    schema = schemas[schema["$ref"].rsplit("/")[-1]] if "$ref" in schema else schema
    return {"boolean": text == "true", "integer": int(text) if text.isdigit() else None, "number": text}.get(
        schema["type"], text
    )


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
                "query": sorted(urllib.parse.parse_qsl(url.query, keep_blank_values=True, strict_parsing=bool(url.query))),
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


def differences(ours, theirs):
    """The differences, each with its key in `EXPECTED`, or with None if `EXPECTED` has no key for it."""
    for part in ["method", "path", "content-type", "body"]:
        if ours[part] != theirs[part]:
            yield f"{part}: {json.dumps(theirs[part])} in place of {json.dumps(ours[part])}", None
    here, there = dict(ours["query"]), dict(theirs["query"])
    if len(there) != len(theirs["query"]):
        yield f"query: a name twice in {theirs['query']}", None
    for name in sorted(here.keys() | there.keys()):
        if name not in here:
            yield f"query: {name}={there[name]} is sent unasked", "defaults sent"
        elif name not in there:
            yield f"query: {name}={here[name]} isn't sent", None
        elif there[name] != here[name]:
            python = there[name] in ("True", "False") and there[name].lower() == here[name]
            yield f"query: {name}={there[name]} in place of {here[name]}", "booleans as True" if python else None


def main():
    sdk, *command = sys.argv[1:]
    expected = EXPECTED[sdk]
    operations = documented()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    client = subprocess.Popen([*command, url, "a.b.c"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    met, failed = set(), False
    for name, values, required, ours in operations:
        for which in ["every parameter", "mandatory parameters"]:
            few = which != "every parameter"
            passed = {key: value for key, value in values.items() if not few or key in required}
            if few and passed == values:
                continue
            asked = dict(ours, query=[pair for pair in ours["query"] if not few or pair[0] in required])
            if few and ours["body"] is not None:
                asked["body"] = {key: value for key, value in ours["body"].items() if key in required}
            Recorder.seen.clear()
            client.stdin.write(json.dumps([name, passed]) + "\n")
            client.stdin.flush()
            status = json.loads(client.stdout.readline())[1]
            if status != 200 or len(Recorder.seen) != 1:
                print(f"{sdk} {name}, {which}: {len(Recorder.seen)} requests, {status}")
                failed = True
                continue
            for difference, kind in differences(asked, Recorder.seen[0]):
                met.add(kind)
                failed |= kind not in expected
                print(f"{sdk} {name}, {which}: {difference} ({expected.get(kind, 'NOT EXPECTED')})")
    client.stdin.close()
    client.wait()
    for kind in expected.keys() - met:
        print(f"{sdk}: expected, but not met: {kind}")
        failed = True
    print(f"{sdk}: {len(operations)} operations, method, path, query and body are the same but for the above")
    return failed


sys.exit(main())
