#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: @modelcontextprotocol/sdk 1.32.2 (npm), mcp 2.3.0 (PyPI).
#
# Expected: a client that reads `resource_metadata` (RFC 9728) finds it wherever it stands in `WWW-Authenticate`: the
# field is a list of challenges (RFC 9110, section 11.6.1), and several fields become one list.
# Seen: the SDK for TypeScript looks at the first scheme of the field only. If Basic or DPoP stands before Bearer, it
# finds nothing, and guesses the address of the metadata from the URL. The SDK for Python finds it.
# What helps: send the challenge with `resource_metadata` first.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check mcp==2.3.0
cat >challenges.json <<'J'
{"Bearer": "Bearer resource_metadata=\"https://api.example/meta\"",
 "Bearer, Basic": "Bearer resource_metadata=\"https://api.example/meta\", Basic realm=\"api\"",
 "Basic, Bearer": "Basic realm=\"api\", Bearer resource_metadata=\"https://api.example/meta\"",
 "DPoP, Bearer": "DPoP algs=\"ES256\", Bearer resource_metadata=\"https://api.example/meta\""}
J
cat >run.mjs <<'JS'
import { readFileSync } from "node:fs";
import { extractWWWAuthenticateParams } from "@modelcontextprotocol/sdk/client/auth.js";

const found = Object.entries(JSON.parse(readFileSync("challenges.json"))).map(([name, field]) => {
    const answer = new Response("", { status: 401, headers: { "www-authenticate": field } });
    return `${name} ${extractWWWAuthenticateParams(answer).resourceMetadataUrl ? "found" : "not found"}`;
});
console.log(found.join("; "));
JS
cat >run.py <<'PY'
import json
from httpx2 import Response  # the HTTP client that mcp brings
from mcp.client.auth.utils import extract_resource_metadata_from_www_auth

found = []
for name, field in json.load(open("challenges.json")).items():
    answer = Response(401, headers={"www-authenticate": field})
    found.append(f"{name} {'found' if extract_resource_metadata_from_www_auth(answer) else 'not found'}")
print("; ".join(found))
PY
seen="TypeScript: $(timeout 60 node run.mjs). Python: $(timeout 60 venv/bin/python run.py)"
echo "$seen"
some="Bearer found; Bearer, Basic found"
[ "$seen" = "TypeScript: $some; Basic, Bearer not found; DPoP, Bearer not found. \
Python: $some; Basic, Bearer found; DPoP, Bearer found" ]
