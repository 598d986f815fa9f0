#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: PyJWT 2.15.1, joserfc 1.8.0, Authlib 1.9.10, python-jose
# 3.5.0 (PyPI), jose 6.2.18, jsonwebtoken 9.0.3, fast-jwt 6.3.6 (npm).
#
# Expected: a token that was issued on a machine whose clock is two seconds ahead is valid at once: RFC 7519 gives `iat`
# for the token's age, and `nbf`, which the token doesn't have, for the time before which it must not be accepted.
# Seen: PyJWT, joserfc and Authlib refuse the token for these two seconds, so that the first request after a login
# fails. The other four let it in.
# What helps: a leeway of some seconds (`leeway=5`), or PyJWT's option `verify_iat: False`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund jose@6.2.18 jsonwebtoken@9.0.3 fast-jwt@6.3.6
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check PyJWT==2.15.1 joserfc==1.8.0 Authlib==1.9.10 python-jose==3.5.0
cat >run.py <<'PY'
import sys, time, warnings
warnings.simplefilter("ignore")
import jwt
from authlib.jose import JsonWebToken
from jose import jwt as python_jose
from joserfc import jwk, jwt as joserfc

secret, now = "s" * 40, int(time.time())
token = jwt.encode({"sub": "user", "iat": now + 3, "exp": now + 600}, secret, "HS256")
print(token, file=open(sys.argv[1], "w"))


def by_joserfc(**options):
    claims = joserfc.decode(token, jwk.OctKey.import_key(secret), algorithms=["HS256"]).claims
    joserfc.JWTClaimsRegistry(**options).validate(claims)


libraries = {
    "PyJWT": lambda: jwt.decode(token, secret, ["HS256"]),
    "PyJWT with a leeway": lambda: jwt.decode(token, secret, ["HS256"], leeway=5),
    "joserfc": by_joserfc,
    "joserfc with a leeway": lambda: by_joserfc(leeway=5),
    "Authlib": lambda: JsonWebToken(["HS256"]).decode(token, secret).validate(),
    "python-jose": lambda: python_jose.decode(token, secret, ["HS256"]),
}
told = []
for name, verify in libraries.items():
    try:
        verify()
        told.append(f"{name} lets it in")
    except Exception as error:
        told.append(f"{name} {type(error).__name__}")
print(", ".join(told))
PY
cat >run.mjs <<'JS'
import { readFileSync } from "node:fs";
import fast from "fast-jwt";
import { jwtVerify } from "jose";
import jsonwebtoken from "jsonwebtoken";

const [token, secret] = [readFileSync("token", "utf8").trim(), "s".repeat(40)];
const libraries = {
    jose: () => jwtVerify(token, Buffer.from(secret)),
    jsonwebtoken: () => jsonwebtoken.verify(token, secret),
    "fast-jwt": () => fast.createVerifier({ key: secret })(token),
};
const told = [];
for (const [name, verify] of Object.entries(libraries)) {
    const outcome = await (async () => verify())().then(() => "lets it in", (error) => error.code);
    told.push(`${name} ${outcome}`);
}
console.log(told.join(", "));
JS
seen="$(timeout 60 venv/bin/python run.py token 2>/dev/null), $(timeout 60 node run.mjs)"
echo "$seen"
[ "$seen" = "PyJWT ImmatureSignatureError, PyJWT with a leeway lets it in, joserfc InvalidClaimError, \
joserfc with a leeway lets it in, Authlib InvalidTokenError, python-jose lets it in, jose lets it in, \
jsonwebtoken lets it in, fast-jwt lets it in" ]
