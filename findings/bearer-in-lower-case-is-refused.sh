#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: Flask-JWT-Extended 4.7.4, djangorestframework-simplejwt
# 5.5.1, FastAPI 0.165.0 (PyPI), @fastify/bearer-auth 10.1.3, @fastify/jwt 10.2.8 (npm).
#
# Expected: `Authorization: bearer …` is the same as `Authorization: Bearer …`: the name of a scheme is case-insensitive
# (RFC 9110, section 11.1), and servers name their `token_type` in either case, which clients repeat.
# Seen: Flask-JWT-Extended and @fastify/bearer-auth answer 401. simplejwt takes the user for one who sent no token:
# where anonymous users are let in, nobody learns why. FastAPI and @fastify/jwt read the token.
# What helps: send `Bearer`; simplejwt's `AUTH_HEADER_TYPES = ("Bearer", "bearer")`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund fastify@5.12.8 @fastify/bearer-auth@10.1.3 \
    @fastify/jwt@10.2.8
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check Flask-JWT-Extended==4.7.4 \
    djangorestframework-simplejwt==5.5.1 Django==5.2.19 fastapi==0.165.0 httpx==0.28.1
cat >run.py <<'PY'
import warnings
warnings.simplefilter("ignore")
import django, fastapi, fastapi.security, fastapi.testclient, flask, flask_jwt_extended
from django.conf import settings
from typing import Annotated

secret = "s" * 50
settings.configure(SECRET_KEY=secret, INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes"])
django.setup()
from rest_framework.test import APIRequestFactory
from rest_framework_simplejwt.authentication import JWTStatelessUserAuthentication
from rest_framework_simplejwt.tokens import AccessToken

by_flask = flask.Flask("app")
by_flask.config["JWT_SECRET_KEY"] = secret
flask_jwt_extended.JWTManager(by_flask)
by_flask.get("/")(flask_jwt_extended.jwt_required()(lambda: "ok"))
with by_flask.app_context():
    token = flask_jwt_extended.create_access_token("user")
simple = AccessToken()
simple["user_id"] = 1
by_fastapi = fastapi.FastAPI()


@by_fastapi.get("/")
def read(given: Annotated[object, fastapi.Depends(fastapi.security.HTTPBearer())]) -> str:
    return "ok"


def ask_simplejwt(scheme):
    request = APIRequestFactory().get("/", HTTP_AUTHORIZATION=f"{scheme} {simple}")
    return "the user" if JWTStatelessUserAuthentication().authenticate(request) else "nobody"


def headers(scheme):
    return {"authorization": f"{scheme} {token}"}


told = []
for scheme in ["Bearer", "bearer"]:
    flasks = by_flask.test_client().get("/", headers=headers(scheme)).status_code
    fast = fastapi.testclient.TestClient(by_fastapi).get("/", headers=headers(scheme)).status_code
    told.append(f"{scheme}: Flask-JWT-Extended {flasks}, simplejwt {ask_simplejwt(scheme)}, FastAPI {fast}")
print("; ".join(told))
PY
cat >run.mjs <<'JS'
import bearer from "@fastify/bearer-auth";
import jwt from "@fastify/jwt";
import fastify from "fastify";

const app = fastify();
await app.register(jwt, { secret: "s".repeat(40) });
const token = app.jwt.sign({ sub: "user" });
app.get("/jwt", async (request) => request.jwtVerify());
await app.register(async (inner) => {
    await inner.register(bearer, { keys: new Set([token]) });
    inner.get("/bearer", async () => "ok");
});
const told = [];
for (const scheme of ["Bearer", "bearer"]) {
    const ask = async (url) => (await app.inject({ url, headers: { authorization: `${scheme} ${token}` } })).statusCode;
    told.push(`${scheme}: @fastify/bearer-auth ${await ask("/bearer")}, @fastify/jwt ${await ask("/jwt")}`);
}
console.log(told.join("; "));
JS
seen="$(timeout 60 venv/bin/python run.py); $(timeout 60 node run.mjs)"
echo "$seen"
[ "$seen" = "Bearer: Flask-JWT-Extended 200, simplejwt the user, FastAPI 200; bearer: Flask-JWT-Extended 401, \
simplejwt nobody, FastAPI 200; Bearer: @fastify/bearer-auth 200, @fastify/jwt 200; bearer: @fastify/bearer-auth 401, \
@fastify/jwt 200" ]
