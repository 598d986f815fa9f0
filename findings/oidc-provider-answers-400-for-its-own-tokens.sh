#!/usr/bin/env bash
# Needs node and npm. Package: oidc-provider 9.13.3, with introspection and revocation switched on.
#
# Expected: introspection of a JWT access token that the provider has just issued answers `active: true`; or, as RFC 7662
# has it for a token that can't be looked up, `active: false`. Revocation of the token answers 200, as for any token.
# Seen: both answer 400, `unsupported_token_type`. The provider keeps no record of JWT access tokens. RFC 7662 knows no
# such answer for introspection, so a resource server takes it for a fault of the provider. A token that was never issued
# gets `active: false`, and 200 at revocation.
# What helps: verify JWT access tokens by the published keys, with a short life; or let the resource server's tokens be
# opaque.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" oidc-provider@9.13.3

cat >"$work/run.mjs" <<'JS'
import { Provider } from "oidc-provider";

const host = "http://127.0.0.1:17366";
const client = { client_id: "machine", client_secret: "s".repeat(40), grant_types: ["client_credentials"] };
const server = new Provider(host, {
    clients: [{ ...client, redirect_uris: [], response_types: [] }],
    features: {
        devInteractions: { enabled: false },
        clientCredentials: { enabled: true },
        introspection: { enabled: true },
        revocation: { enabled: true },
        resourceIndicators: {
            enabled: true,
            defaultResource: () => "urn:api",
            getResourceServerInfo: () => ({ scope: "read", audience: "api", accessTokenFormat: "jwt" }),
        },
    },
}).listen(17366, "127.0.0.1");
const authorization = `Basic ${Buffer.from(`machine:${"s".repeat(40)}`).toString("base64")}`;
const post = async (path, form) => {
    const answer = await fetch(host + path, { method: "POST", headers: { authorization }, body: new URLSearchParams(form) });
    return [answer.status, JSON.parse((await answer.text()) || "{}")];
};
server.on("listening", async () => {
    const token = (await post("/token", { grant_type: "client_credentials", scope: "read" }))[1].access_token;
    const seen = [];
    for (const path of ["introspection", "revocation"]) {
        for (const [name, value] of Object.entries({ issued: token, unknown: "unknown" })) {
            const [status, { error, active }] = await post(`/token/${path}`, { token: value });
            seen.push(`${path}, ${name}: ${[status, error, active].filter((part) => part !== undefined).join(" ")}`);
        }
    }
    console.log(seen.join("; "));
    process.exit();
});
JS
seen=$(timeout 60 node "$work/run.mjs" 2>/dev/null | grep introspection)
echo "$seen"
[ "$seen" = "introspection, issued: 400 unsupported_token_type; introspection, unknown: 200 false; revocation, issued: 400 unsupported_token_type; revocation, unknown: 200" ]
