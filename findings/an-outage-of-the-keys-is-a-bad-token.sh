#!/usr/bin/env bash
# Needs node and npm. Packages (npm): express-oauth2-jwt-bearer 1.10.0, passport-jwt 4.0.1 and koa-jwt 4.0.4 with
# jwks-rsa 4.1.0, hono 4.13.19, fastify-jwt-jwks 3.1.2.
#
# Expected: while the authorization server's key set can't be fetched (HTTP 503), a request with a valid token gets a
# 5xx answer: nothing is known about the token, and the outage is not the caller's.
# Seen: express-oauth2-jwt-bearer answers 401 with error="invalid_token", passport-jwt and koa-jwt answer 401. A client
# that follows RFC 6750 throws the token away and logs its user out. hono and fastify-jwt-jwks answer 500.
# What helps: with passport-jwt a `secretOrKeyProvider` of one's own that gives the error to the request's `next`; with
# the others a middleware before, which fetches the key set and answers 503.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund jose@6.2.18 express@5.3.0 express-oauth2-jwt-bearer@1.10.0 \
    passport@0.7.0 passport-jwt@4.0.1 jwks-rsa@4.1.0 koa@3.3.0 koa-jwt@4.0.4 hono@4.13.19 @hono/node-server@2.1.9 \
    fastify@5.12.8 fastify-jwt-jwks@3.1.2
cat >run.mjs <<'JS'
import http from "node:http";
import { serve } from "@hono/node-server";
import express from "express";
import { auth } from "express-oauth2-jwt-bearer";
import fastify from "fastify";
import fastifyJwtJwks from "fastify-jwt-jwks";
import { Hono } from "hono";
import { jwk } from "hono/jwk";
import { SignJWT, exportJWK, generateKeyPair } from "jose";
import jwksRsa from "jwks-rsa";
import Koa from "koa";
import koaJwt from "koa-jwt";
import passport from "passport";
import { ExtractJwt, Strategy } from "passport-jwt";

console.error = () => {};
const listen = (handler) =>
    new Promise((done) => {
        const server = http.createServer(handler);
        server.listen(0, "127.0.0.1", () => done(`http://127.0.0.1:${server.address().port}`));
    });
const { publicKey, privateKey } = await generateKeyPair("RS256");
const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "k", use: "sig", alg: "RS256" }] });
let status = 503;
const issuer = await listen((_, answer) => answer.writeHead(status).end(status === 200 ? keys : "{}"));
const jwksUri = `${issuer}/jwks`;
const token = await new SignJWT({ sub: "user" })
    .setProtectedHeader({ alg: "RS256", kid: "k" })
    .setIssuer(issuer)
    .setAudience("app")
    .setExpirationTime("1h")
    .sign(privateKey);
const rules = { issuer, audience: "app", algorithms: ["RS256"] };
const failed = (error, _request, answer, _next) => answer.set(error.headers ?? {}).status(error.status ?? 500).end();

const byExpress = express();
byExpress.use(auth({ issuer, jwksUri, audience: "app", tokenSigningAlg: "RS256" }));
byExpress.get("/", (_, answer) => answer.end());
byExpress.use(failed);

const byPassport = express();
const passports = new passport.Passport();
const secretOrKeyProvider = jwksRsa.passportJwtSecret({ jwksUri });
const jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken();
passports.use(new Strategy({ ...rules, jwtFromRequest, secretOrKeyProvider }, (claims, done) => done(null, claims)));
byPassport.get("/", passports.authenticate("jwt", { session: false }), (_, answer) => answer.end());
byPassport.use(failed);

const byKoa = new Koa();
byKoa.silent = true;
byKoa.use(koaJwt({ ...rules, secret: jwksRsa.koaJwtSecret({ jwksUri }) }));
byKoa.use((context) => (context.status = 200));

const byHono = new Hono();
byHono.use("*", jwk({ jwks_uri: jwksUri, alg: ["RS256"] }));
byHono.get("/", (context) => context.text(""));
const honoListens = (done) => serve({ fetch: byHono.fetch, port: 0, hostname: "127.0.0.1" }, done);

const byFastify = fastify();
await byFastify.register(fastifyJwtJwks, { jwksUrl: jwksUri, issuer, audience: "app" });
byFastify.get("/", { preValidation: byFastify.authenticate }, () => "");

const services = {
    "express-oauth2-jwt-bearer": await listen(byExpress),
    "passport-jwt": await listen(byPassport),
    "koa-jwt": await listen(byKoa.callback()),
    hono: await new Promise((done) => honoListens(({ port }) => done(`http://127.0.0.1:${port}`))),
    "fastify-jwt-jwks": await byFastify.listen({ port: 0, host: "127.0.0.1" }),
};
const told = [];
for (const [name, url] of Object.entries(services)) {
    const seen = [];
    for (status of [503, 200]) {
        const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
        const error = / error="\w+"/.exec(answer.headers.get("www-authenticate"));
        seen.push(answer.status + (error?.[0] ?? ""));
    }
    told.push(`${name} ${seen.join(" then ")}`);
}
console.log(told.join(", "));
process.exit(0);
JS
seen=$(node run.mjs)
printf '%s\n' "$seen"
[ "$seen" = 'express-oauth2-jwt-bearer 401 error="invalid_token" then 200, passport-jwt 401 then 200, koa-jwt 401 then 200, hono 500 then 200, fastify-jwt-jwks 500 then 200' ]
