#!/usr/bin/env bash
# Needs node and npm. Packages (npm): hono 4.13.19, express-oauth2-jwt-bearer 1.10.0.
#
# Expected: a route behind hono's `jwk` middleware lets in an access token of RFC 9068, whose header has
# `"typ": "at+jwt"`, and a token without `kid` where one key is published.
# Seen: 401 for both, with "token verification failure" as the only reason. The same token with `"typ": "JWT"` and `kid`
# is let in. express-oauth2-jwt-bearer lets all in.
# What helps: nothing in hono's options; verify with another package, such as jose.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund hono@4.13.19 jose@6.2.18 express@5.3.0 \
    express-oauth2-jwt-bearer@1.10.0
cat >run.mjs <<'JS'
import http from "node:http";
import express from "express";
import { auth } from "express-oauth2-jwt-bearer";
import { Hono } from "hono";
import { jwk } from "hono/jwk";
import { SignJWT, exportJWK, generateKeyPair } from "jose";

const listen = (handler) =>
    new Promise((done) => {
        const server = http.createServer(handler);
        server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${server.address().port}`));
    });
const { publicKey, privateKey } = await generateKeyPair("RS256");
const keys = [{ ...(await exportJWK(publicKey)), kid: "k", use: "sig", alg: "RS256" }];
const issuer = await listen((_, answer) => answer.end(JSON.stringify({ keys })));

const byHono = new Hono();
byHono.use("*", jwk({ keys, alg: ["RS256"] }));
byHono.get("/", (context) => context.text(""));
const byExpress = express();
byExpress.use(auth({ issuer, jwksUri: `${issuer}/jwks`, audience: "app", tokenSigningAlg: "RS256" }));
byExpress.get("/", (_, answer) => answer.end());
byExpress.use((error, _request, answer, _next) => answer.status(error.status ?? 500).end());
const url = await listen(byExpress);

const told = [];
const headers = { plain: { typ: "JWT", kid: "k" }, "at+jwt": { typ: "at+jwt", kid: "k" }, "no kid": { typ: "JWT" } };
for (const [name, header] of Object.entries(headers)) {
    const token = await new SignJWT({ sub: "user" })
        .setProtectedHeader({ alg: "RS256", ...header })
        .setIssuer(issuer)
        .setAudience("app")
        .setExpirationTime("1h")
        .sign(privateKey);
    const request = { headers: { authorization: `Bearer ${token}` } };
    const answers = [await byHono.request("/", request), await fetch(url, request)];
    told.push(`${name}: hono ${answers[0].status}, express ${answers[1].status}`);
}
console.log(told.join("; "));
process.exit(0);
JS
seen=$(node run.mjs)
printf '%s\n' "$seen"
[ "$seen" = "plain: hono 200, express 200; at+jwt: hono 401, express 200; no kid: hono 401, express 200" ]
