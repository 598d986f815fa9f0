// provider.mjs ISSUER KEYS: an OpenID provider, made with oidc-provider, issues tokens for user-1 with the private keys
// of the JSON file KEYS. It prints a JSON object: the published keys, and the tokens by their names.
import { readFileSync } from "node:fs";
import { Provider } from "oidc-provider";

const [issuer, keys] = process.argv.slice(2);
const algorithms = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"];
const client = { redirect_uris: ["http://127.0.0.1/callback"], client_secret: "s".repeat(40) };
let posted; // the body of the last request that the provider made

const provider = new Provider(issuer, {
    jwks: JSON.parse(readFileSync(keys)),
    // oidc-provider itself refuses to ask loopback.
    fetch: async (_, { body }) => {
        posted = body;
        return new Response();
    },
    enabledJWA: { idTokenSigningAlgValues: algorithms },
    features: {
        devInteractions: { enabled: false },
        backchannelLogout: { enabled: true },
        clientCredentials: { enabled: true },
        resourceIndicators: {
            enabled: true,
            defaultResource: () => "urn:api:RS256:app",
            getResourceServerInfo: (_, resource) => server(resource),
        },
    },
    formats: {
        customizers: {
            // oidc-provider has one audience a resource; other providers have a list.
            jwt(_, token, { payload }) {
                if (token.scope === "several") payload.aud = ["other", "app"];
            },
        },
    },
    clients: [
        {
            ...client,
            client_id: "app",
            grant_types: ["authorization_code", "client_credentials"],
            application_type: "native",
            backchannel_logout_uri: "http://127.0.0.1/logout",
        },
    ],
});

function server(resource) {
    const [, , alg, audience] = resource.split(":");
    return { scope: "read several", audience, accessTokenFormat: "jwt", accessTokenTTL: 600, jwt: { sign: { alg } } };
}

async function access(alg, { audience = "app", scope = "read" } = {}) {
    const app = await provider.Client.find("app");
    const token = new provider.AccessToken({ accountId: "user-1", client: app, scope, grantId: "grant" });
    token.resourceServer = new provider.ResourceServer("urn:api", server(`urn:api:${alg}:${audience}`));
    return token.save();
}

async function machine() {
    const listening = provider.listen(0, "127.0.0.1");
    await new Promise((ready) => listening.on("listening", ready));
    const host = `http://127.0.0.1:${listening.address().port}`;
    const answer = await fetch(`${host}/token`, {
        method: "POST",
        body: new URLSearchParams({ grant_type: "client_credentials", scope: "read" }),
        headers: { authorization: `Basic ${Buffer.from(`app:${client.client_secret}`).toString("base64")}` },
    });
    const published = await (await fetch(`${host}/jwks`)).json();
    return { token: (await answer.json()).access_token, published };
}

async function logout() {
    await (await provider.Client.find("app")).backchannelLogout("user-1", "session");
    return new URLSearchParams(posted).get("logout_token");
}

async function identity() {
    const token = new provider.IdToken({ sub: "user-1" }, { client: await provider.Client.find("app"), ctx: undefined });
    token.mask = { sub: null };
    return token.issue({ use: "idtoken" });
}

const tokens = {};
for (const alg of algorithms) tokens[alg] = await access(alg);
tokens.several = await access("RS256", { scope: "several" });
tokens.other = await access("RS256", { audience: "other" });
tokens.identity = await identity();
tokens.logout = await logout();
const { token, published } = await machine();
tokens.machine = token;
process.stdout.write(JSON.stringify({ keys: published, tokens }), () => process.exit());
