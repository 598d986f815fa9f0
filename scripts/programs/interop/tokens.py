"""Access tokens that other software makes, and our Authenticator."""

import json
import subprocess
import time

import jwt as pyjwt
from authlib.jose import JsonWebToken
from joserfc import jwk, jwt as joserfc_jwt

from common import HERE, Crate, Service, python

TITLE = "Tokens of providers and libraries"
ABOUT = (
    "The tokens have the audience `app` and the issuer that the Authenticator expects, unless the row says otherwise. "
    "The service answers get-profile for access tokens only."
)
COLUMNS = ["tried", "the others", "genauth"]

IN, REFUSED = "lets in user-1", "401"
NPM = ["oidc-provider@9.13.3", "jose@6.2.18"]
KINDS = {"rsa": ("RSA", 2048), "ec": ("EC", "P-256"), "ed": ("OKP", "Ed25519")}
OF_ALGORITHM = {"RS256": "rsa", "PS256": "rsa", "ES256": "ec", "EdDSA": "ed"}


def versions():
    return [package.replace("@", " ") for package in NPM] + python("PyJWT", "Authlib", "joserfc")


def new_keys(ids=None):
    """Private keys, by kind. `ids` replaces the key IDs; an ID None is left out."""
    keys = {}
    for name, (kind, size) in KINDS.items():
        kid = (ids or {}).get(name, name)
        keys[name] = jwk.generate_key(kind, size, {"kid": kid} if kid else None)
    return keys


def public(keys):
    return {"keys": [key.as_dict(private=False) for key in keys.values()]}


def rows(machine):
    folder = machine.npm(*NPM)
    for program in ["provider.mjs", "jose.mjs"]:
        (folder / program).write_text((HERE / program).read_text())
    with Service() as service, Crate(machine.crate, service.url) as crate:
        yield from of_provider(folder, service, crate)
        yield from of_libraries(folder, service, crate)


def fresh(service, crate):
    """An Authenticator without keys and cached profiles."""
    crate.ask({"authenticator": {"issuer": f"{service.url}/oidc", "audience": "app"}})


def issue(folder, service, keys):
    """The keys and tokens of an oidc-provider that has these keys."""
    file = folder / "keys.json"
    file.write_text(json.dumps({"keys": [key.as_dict(private=True) for key in keys.values()]}))
    command = ["node", folder / "provider.mjs", f"{service.url}/oidc", file]
    made = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    made = json.loads(made.splitlines()[-1])  # notices of the provider stand before it
    # A provider's own tokens; the service knows the access tokens among them.
    service.access |= {token for name, token in made["tokens"].items() if name not in ("identity", "logout")}
    return made["keys"], made["tokens"]


def of_provider(folder, service, crate):
    first = new_keys()
    service.keys, tokens = issue(folder, service, first)
    fresh(service, crate)
    for algorithm in OF_ALGORITHM:
        yield f"oidc-provider, {algorithm}", "issues it", crate.authenticate(tokens[algorithm]), IN
    yield "oidc-provider, Ed25519, the name of RFC 9864", "issues it", crate.authenticate(tokens["Ed25519"]), IN
    yield "oidc-provider, audiences `other` and `app`", "issues it", crate.authenticate(tokens["several"]), IN
    yield "oidc-provider, audience `other`", "issues it", crate.authenticate(tokens["other"]), REFUSED
    yield "oidc-provider, its ID token of the same user and audience", "issues it", crate.authenticate(tokens["identity"]), REFUSED
    yield "oidc-provider, its back-channel logout token", "issues it", crate.authenticate(tokens["logout"]), REFUSED

    # Each rotation begins with an Authenticator that has just fetched the first keys.
    old = tokens["RS256"]
    rotations = {
        "new IDs": {name: f"{name}-2" for name in KINDS},
        "the same IDs": {name: name for name in KINDS},
    }
    for name, ids in rotations.items():
        service.keys = public(first)
        fresh(service, crate)
        crate.authenticate(old)
        service.keys, rotated = issue(folder, service, new_keys(ids))
        new = crate.authenticate(rotated["RS256"])
        yield f"oidc-provider, rotation to keys with {name}: a new token", "issues it", new, IN
        yield "the same: an old token whose profile is cached", "has withdrawn its key", crate.authenticate(old), IN
    service.keys = {"keys": public(first)["keys"] + service.keys["keys"]}
    fresh(service, crate)
    seen = " and ".join(crate.authenticate(token) for token in [tokens["ES256"], rotated["ES256"]])
    yield "oidc-provider, old and new keys side by side under the same IDs: a token of each", "issues them", seen, f"{IN} and {IN}"


def of_libraries(folder, service, crate):
    keys = new_keys()
    service.keys = public(keys)
    fresh(service, crate)
    now = time.time()
    claims = {"sub": "user-1", "aud": "app", "iss": f"{service.url}/oidc", "iat": int(now), "exp": int(now) + 600}

    def ours(token):
        service.access.add(token)
        return crate.authenticate(token)

    def by_pyjwt(algorithm, changed=None, header=None):
        key = keys[OF_ALGORITHM[algorithm]]
        pem = key.as_pem(private=True)
        return pyjwt.encode(claims | (changed or {}), pem, algorithm, headers={"kid": key.kid} if header is None else header)

    def by_authlib(algorithm):
        key = keys[OF_ALGORITHM[algorithm]]
        header = {"alg": algorithm, "kid": key.kid}
        return JsonWebToken([algorithm]).encode(header, claims, key.as_dict(private=True)).decode()

    def by_joserfc(algorithm):
        key = keys[OF_ALGORITHM[algorithm]]
        return joserfc_jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key, algorithms=[algorithm])

    def by_jose(algorithm):
        asked = {"alg": algorithm, "claims": claims, "key": keys[OF_ALGORITHM[algorithm]].as_dict(private=True)}
        command = ["node", folder / "jose.mjs"]
        made = subprocess.run(command, check=True, capture_output=True, text=True, input=json.dumps(asked), timeout=60)
        return made.stdout

    makers = {"jose": by_jose, "PyJWT": by_pyjwt, "Authlib": by_authlib, "joserfc": by_joserfc}
    for name, make in makers.items():
        for algorithm in OF_ALGORITHM:
            yield f"{name}, {algorithm}", "makes it", ours(make(algorithm)), IN
    fractions = {"exp": now + 600.25, "iat": now, "nbf": now - 0.5}
    yield "PyJWT, `exp`, `iat` and `nbf` with fractions, as of `time.time()`", "makes it", ours(by_pyjwt("RS256", fractions)), IN
    yield "PyJWT, no `kid`, one published key of the kind", "makes it", ours(by_pyjwt("ES256", header={})), IN
    yield "PyJWT, `exp` 20 s ago", "makes it", ours(by_pyjwt("ES256", {"exp": int(now) - 20})), IN
    yield "PyJWT, `exp` a minute ago", "makes it", ours(by_pyjwt("ES256", {"exp": int(now) - 60})), REFUSED
    kinds = {"kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AAAA"}, {"kty": "EC", "crv": "BP-256", "x": "AA", "y": "AA"}
    service.keys = {"keys": [*kinds, *public(keys)["keys"]]}
    fresh(service, crate)
    yield "PyJWT, among the published keys one of type AKP and one of an unknown curve", "Authlib, joserfc and python-jose fail", ours(by_pyjwt("RS256")), IN
