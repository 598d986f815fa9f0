#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: jose 6.2.18, jwks-rsa 4.1.0 (npm), PyJWT 2.15.1 (PyPI).
#
# Expected: a key set that answers with a redirect, as after a move to another host or path, is found by a GET.
# Seen: none of the three follows it. jose wants a 200, jwks-rsa and PyJWT report the 302. Every token is refused.
# What helps: publish the final URL in `jwks_uri`.
set -euo pipefail
work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
finish() { if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$work"; }
trap finish EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" jose@6.2.18 jwks-rsa@4.1.0
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "PyJWT[crypto]==2.15.1"

cat >"$work/server.mjs" <<'JS'
import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

const { publicKey, privateKey } = await generateKeyPair("RS256");
const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "key", use: "sig", alg: "RS256" }] });
const token = await new SignJWT({ sub: "user" }).setProtectedHeader({ alg: "RS256", kid: "key" }).setExpirationTime("1h");
createServer((request, response) => {
    if (request.url === "/old") return response.writeHead(302, { location: "/keys" }).end();
    response.writeHead(200, { "content-type": "application/json" }).end(keys);
}).listen(17364, "127.0.0.1", async () => writeFileSync(process.argv[2], await token.sign(privateKey)));
JS
cat >"$work/run.mjs" <<'JS'
import { createRemoteJWKSet, jwtVerify } from "jose";
import jwksRsa from "jwks-rsa";

const token = process.argv[2];
const ends = (call) => call.then(() => "found", () => "refused");
const found = [];
for (const path of ["keys", "old"]) {
    const url = `http://127.0.0.1:17364/${path}`;
    const jose = await ends(jwtVerify(token, createRemoteJWKSet(new URL(url))));
    const rsa = await ends(jwksRsa({ jwksUri: url }).getSigningKey("key"));
    found.push(`${path === "old" ? "behind a redirect" : "direct"}: jose ${jose}, jwks-rsa ${rsa}`);
}
console.log(found.join("; "));
JS
cat >"$work/run.py" <<'PY'
import sys
import jwt

for path in ["keys", "old"]:
    try:
        jwt.PyJWKClient(f"http://127.0.0.1:17364/{path}").get_signing_key_from_jwt(sys.argv[1])
        print("PyJWT direct found" if path == "keys" else "PyJWT redirected found", end="; ")
    except jwt.PyJWKClientError:
        print("PyJWT direct refused" if path == "keys" else "PyJWT redirected refused")
PY
node "$work/server.mjs" "$work/token" &
server=$!
for _ in $(seq 100); do if [ -s "$work/token" ]; then break; fi; sleep 0.1; done
token=$(cat "$work/token")
seen="$(timeout 60 node "$work/run.mjs" "$token"); $(timeout 60 "$work/venv/bin/python" "$work/run.py" "$token")"
echo "$seen"
[ "$seen" = "direct: jose found, jwks-rsa found; behind a redirect: jose refused, jwks-rsa refused; PyJWT direct found; PyJWT redirected refused" ]
