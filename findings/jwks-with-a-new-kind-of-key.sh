#!/usr/bin/env bash
# Needs python3 with venv and pip. Packages: Authlib 1.9.10, joserfc 1.8.0, python-jose 3.5.0, PyJWT 2.15.1, jwcrypto 1.6.1.
#
# Expected: a published set with an RSA key and one key of a kind that the library doesn't know verifies RS256 tokens as
# before; RFC 7517, section 5, asks to ignore such keys. Providers add kinds: AKP is the key type of ML-DSA.
# Seen: with an AKP key in the set Authlib raises KeyError for each token. With a curve that joserfc doesn't know,
# joserfc does the same. python-jose fails on both, also if it knows the kind: it doesn't look for the token's `kid`, and
# stops at the first key that isn't RSA. PyJWT and jwcrypto verify all.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check \
    Authlib==1.9.10 joserfc==1.8.0 "python-jose[cryptography]==3.5.0" "PyJWT[crypto]==2.15.1" jwcrypto==1.6.1

cat >"$work/run.py" <<'PY'
import base64, json, os, time, warnings
warnings.simplefilter("ignore")
import jwt as pyjwt
from authlib.jose import JsonWebKey, JsonWebToken
from jose import jwt as python_jose
from joserfc import jwk, jwt as joserfc_jwt
from jwcrypto import jwk as crypto_jwk, jwt as crypto_jwt

pair = crypto_jwk.JWK.generate(kty="RSA", size=2048, kid="rsa")
rsa = pair.export_public(as_dict=True)
claims = {"sub": "user", "exp": int(time.time()) + 600}
token = pyjwt.encode(claims, pair.export_to_pem(private_key=True, password=None), "RS256", headers={"kid": "rsa"})


def random(length):
    return base64.urlsafe_b64encode(os.urandom(length)).rstrip(b"=").decode()


def by_pyjwt(keys):
    key = next(key for key in pyjwt.PyJWKSet.from_dict(keys).keys if key.key_id == "rsa")
    pyjwt.decode(token, key, algorithms=["RS256"])


libraries = {
    "Authlib": lambda keys: JsonWebToken(["RS256"]).decode(token, JsonWebKey.import_key_set(keys)),
    "joserfc": lambda keys: joserfc_jwt.decode(token, jwk.KeySet.import_key_set(keys), algorithms=["RS256"]),
    "python-jose": lambda keys: python_jose.decode(token, keys, algorithms=["RS256"]),
    "PyJWT": by_pyjwt,
    "jwcrypto": lambda keys: crypto_jwt.JWT(jwt=token, key=crypto_jwk.JWKSet.from_json(json.dumps(keys)), algs=["RS256"]),
}
sets = {
    "RSA": [],
    "AKP": [{"kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "use": "sig", "pub": random(1312)}],
    "new curve": [{"kty": "EC", "kid": "new", "crv": "BP-256", "use": "sig", "x": random(32), "y": random(32)}],
}
shown = []
for name, others in sets.items():
    failing = []
    for library, verify in libraries.items():
        try:
            verify({"keys": [*others, rsa]})
        except Exception as error:
            failing.append(f"{library} ({type(error).__name__})")
    shown.append(f"{name}: {' '.join(failing) or 'none'}")
print("libraries that fail:", ", ".join(shown))
PY
seen=$(timeout 60 "$work/venv/bin/python" "$work/run.py")
echo "$seen"
[ "$seen" = "libraries that fail: RSA: none, AKP: Authlib (KeyError) python-jose (JWKError), new curve: joserfc (KeyError) python-jose (JWKError)" ]
