#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: jose 6.2.18, fast-jwt 6.3.6 (npm), PyJWT 2.15.1,
# Authlib 1.9.10, joserfc 1.8.0 (PyPI).
#
# Expected: a token that jose signs with an Ed25519 key under the algorithm `Ed25519`, the name that RFC 9864 gives it
# since 2025, is verified wherever its older name `EdDSA` is.
# Seen: PyJWT, Authlib and fast-jwt verify `EdDSA` only. With PyJWT it is enough that the published key names its
# algorithm `Ed25519`: the key is then left out of the set, and `EdDSA` tokens are refused too.
# What helps: sign as `EdDSA`, and publish the key without `alg`, until the clients have moved.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" jose@6.2.18 fast-jwt@6.3.6
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "PyJWT[crypto]==2.15.1" Authlib==1.9.10 joserfc==1.8.0

cat >"$work/run.mjs" <<'JS'
import { createPublicKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { SignJWT, exportJWK, generateKeyPair, jwtVerify } from "jose";
import fast from "fast-jwt";

const { publicKey, privateKey } = await generateKeyPair("Ed25519", { extractable: true });
const jwk = { ...(await exportJWK(publicKey)), kid: "key" };
const key = createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
const tokens = {};
const failing = { jose: [], "fast-jwt": [] };
for (const alg of ["EdDSA", "Ed25519"]) {
    const token = new SignJWT({ sub: "user" }).setProtectedHeader({ alg, kid: "key" }).setExpirationTime("1h");
    tokens[alg] = await token.sign(await exportJWK(privateKey));
    await jwtVerify(tokens[alg], jwk).catch(() => failing.jose.push(alg));
    try {
        fast.createVerifier({ key })(tokens[alg]);
    } catch {
        failing["fast-jwt"].push(alg);
    }
}
writeFileSync(process.argv[2], JSON.stringify({ jwk, tokens, failing }));
JS
cat >"$work/run.py" <<'PY'
import json, sys, warnings
warnings.simplefilter("ignore")
import jwt
from authlib.jose import JsonWebKey, JsonWebToken
from joserfc import jwk as joserfc_jwk, jwt as joserfc_jwt

made = json.load(open(sys.argv[1]))
both = ["EdDSA", "Ed25519"]


def by_pyjwt(token, key):
    jwt.decode(token, jwt.PyJWKSet.from_dict({"keys": [key]}).keys[0], algorithms=both)


libraries = {
    "PyJWT": by_pyjwt,
    "Authlib": lambda token, key: JsonWebToken(both).decode(token, JsonWebKey.import_key(key)),
    "joserfc": lambda token, key: joserfc_jwt.decode(token, joserfc_jwk.import_key(key), algorithms=both),
}
failing = made["failing"] | {name: [] for name in libraries}
for name, verify in libraries.items():
    for algorithm, token in made["tokens"].items():
        try:
            verify(token, made["jwk"])
        except Exception:
            failing[name].append(algorithm)
try:
    by_pyjwt(made["tokens"]["EdDSA"], made["jwk"] | {"alg": "Ed25519"})
    named = "verified"
except Exception as error:
    named = type(error).__name__
print("refused:", ", ".join(f"{name} {'+'.join(names) or 'none'}" for name, names in failing.items()), end="; ")
print("PyJWT, EdDSA, key that says Ed25519:", named)
PY
node "$work/run.mjs" "$work/made.json"
seen=$(timeout 60 "$work/venv/bin/python" "$work/run.py" "$work/made.json" 2>/dev/null)
echo "$seen"
[ "$seen" = "refused: jose none, fast-jwt Ed25519, PyJWT Ed25519, Authlib Ed25519, joserfc none; PyJWT, EdDSA, key that says Ed25519: PyJWKSetError" ]
