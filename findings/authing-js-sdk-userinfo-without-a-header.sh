#!/usr/bin/env bash
# Needs node and npm. Package: authing-js-sdk 4.23.55 (npm).
#
# Expected: `getUserInfoByAccessToken(token)` sends the access token in the header `Authorization`, as OpenID Connect asks
# for, and as the SDK's other calls do.
# Seen: the header isn't sent. The token is a parameter of the query (RFC 6750, section 2.3, which servers need not take), so
# that a provider or a stand-in which reads the header alone answers 401.
# What helps: `getUserInfoByAccessToken(token, { method: "GET", tokenPlace: "header" })`.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund authing-js-sdk@4.23.55
cat >run.cjs <<'JS'
const http = require("node:http");
const { AuthenticationClient } = require("authing-js-sdk");

const seen = [];
const server = http.createServer((request, reply) => {
    seen.push(`${request.method} ${request.url}${request.headers.authorization ? " with Authorization" : ""}`);
    reply.setHeader("content-type", "application/json").end('{"sub":"u1"}');
}).listen(0, "127.0.0.1", async () => {
    const appHost = `http://127.0.0.1:${server.address().port}`;
    const client = new AuthenticationClient({ appHost, appId: "app", secret: "s", protocol: "oidc", redirectUri: appHost });
    await client.getUserInfoByAccessToken("a.b.c");
    await client.getUserInfoByAccessToken("a.b.c", { method: "GET", tokenPlace: "header" });
    console.log(seen.join("; "));
    server.close().closeAllConnections();
});
JS
seen=$(NO_PROXY='*' no_proxy='*' timeout 60 node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = "GET /oidc/me?access_token=a.b.c; GET /oidc/me with Authorization" ]
