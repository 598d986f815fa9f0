#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: oidc-provider 9.13.3 (npm), PyJWT 2.15.1 (PyPI).
#
# Expected: PyJWT verifies the PS256 access token of an oidc-provider that has one RSA key, with `PyJWKClient` and
# `algorithms=["PS256"]`: the key's `alg` is optional (RFC 7517, section 4.4), and an RSA key fits RS256 and PS256.
# Seen: the provider publishes the key without `alg`. PyJWT then takes RS256 for the key's algorithm, and refuses each
# PS256 token: "does not match the key's algorithm". RS256 tokens of the same key are verified.
# What helps: give the provider's key an `alg`; or pass PyJWT the key's inner object, `.key`.
set -euo pipefail
work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
finish() { if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$work"; }
trap finish EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" oidc-provider@9.13.3
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "PyJWT[crypto]==2.15.1"

cat >"$work/server.mjs" <<'JS'
import { generateKeyPairSync } from "node:crypto";
import { Provider } from "oidc-provider";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
const client = { client_id: "machine", client_secret: "s".repeat(40), grant_types: ["client_credentials"] };
const provider = new Provider("http://127.0.0.1:17365", {
    jwks: { keys: [{ ...rsa, kid: "rsa" }] },
    clients: [{ ...client, redirect_uris: [], response_types: [] }],
    features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        resourceIndicators: {
            enabled: true,
            getResourceServerInfo: (_, resource) => ({
                audience: "api",
                scope: "read",
                accessTokenFormat: "jwt",
                jwt: { sign: { alg: resource.endsWith("rs") ? "RS256" : "PS256" } },
            }),
        },
    },
});
provider.listen(17365, "127.0.0.1");
JS
cat >"$work/run.py" <<'PY'
import base64, json, time, urllib.error, urllib.parse, urllib.request
import jwt

host = "http://127.0.0.1:17365"
basic = base64.b64encode(b"machine:" + b"s" * 40).decode()


def token(resource):
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "scope": "read", "resource": resource})
    request = urllib.request.Request(f"{host}/token", form.encode(), {"authorization": f"Basic {basic}"})
    return json.load(urllib.request.urlopen(request))["access_token"]


for _ in range(100):
    try:
        keys = json.load(urllib.request.urlopen(f"{host}/jwks"))["keys"]
        break
    except urllib.error.URLError:
        time.sleep(0.1)
seen = [f"alg of the key: {keys[0].get('alg')}"]
for resource in ["urn:rs", "urn:ps"]:
    text = token(resource)
    algorithm = jwt.get_unverified_header(text)["alg"]
    key = jwt.PyJWKClient(f"{host}/jwks").get_signing_key_from_jwt(text)
    for name, given in {"the key": key, "its .key": key.key}.items():
        try:
            jwt.decode(text, given, algorithms=[algorithm], audience="api")
            seen.append(f"{algorithm} with {name}: verified")
        except jwt.InvalidTokenError as error:
            seen.append(f"{algorithm} with {name}: {type(error).__name__}")
print(", ".join(seen))
PY
node "$work/server.mjs" >"$work/log" 2>&1 &
server=$!
seen=$(timeout 60 "$work/venv/bin/python" "$work/run.py")
echo "$seen"
[ "$seen" = "alg of the key: None, RS256 with the key: verified, RS256 with its .key: verified, PS256 with the key: InvalidAlgorithmError, PS256 with its .key: verified" ]
