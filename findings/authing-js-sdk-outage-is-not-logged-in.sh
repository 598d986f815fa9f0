#!/usr/bin/env bash
# Needs node and npm. Package: authing-js-sdk 4.23.55 (npm).
#
# Expected: `getCurrentUser()` answers null if nobody is logged in, and fails if the service can't be asked, as
# `checkLoginStatus()` does, so that a program can tell the two apart.
# Seen: it answers null for HTTP 503, for a page of HTML and for a refused connection. During an outage a program takes all
# of its users for logged out.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund authing-js-sdk@4.23.55
cat >run.cjs <<'JS'
const http = require("node:http");
const { AuthenticationClient } = require("authing-js-sdk");

const answers = {
    "nobody is logged in": (reply) => reply.setHeader("content-type", "application/json").end('{"errors":[{"message":{"code":2020,"message":"no"}}],"data":null}'),
    "HTTP 503": (reply) => reply.writeHead(503).end("down"),
    "HTML": (reply) => reply.setHeader("content-type", "text/html").end("<html>maintenance</html>"),
};
let answer;
const server = http.createServer((request, reply) => answer(reply)).listen(0, "127.0.0.1", async () => {
    const client = new AuthenticationClient({ appHost: `http://127.0.0.1:${server.address().port}`, appId: "app" });
    client.setToken("a.b.c");
    const told = async (what) => `${what}: ${await client.getCurrentUser().then(String, () => "fails")}`;
    const all = [];
    for (const what in answers) {
        answer = answers[what];
        all.push(await told(what));
    }
    await new Promise((done) => server.close(done).closeAllConnections());
    all.push(await told("refused connection"));
    console.log(all.join("; "));
});
JS
seen=$(NO_PROXY='*' no_proxy='*' timeout 60 node run.cjs 2>/dev/null)
echo "$seen"
[ "$seen" = "nobody is logged in: null; HTTP 503: null; HTML: null; refused connection: null" ]
