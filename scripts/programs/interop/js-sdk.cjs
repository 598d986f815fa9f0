// Every call of authing-js-sdk to OpenID Connect's endpoints: js-sdk.cjs TENANT APP_ID SECRET USERNAME. Prints a line
// for each call: its name, and "works" or what went wrong.
const { AuthenticationClient } = require("authing-js-sdk");

const [appHost, appId, secret, user] = process.argv.slice(2);
const redirectUri = "http://127.0.0.1:9/callback";

async function main() {
    for (const method of ["client_secret_post", "client_secret_basic"]) {
        const client = new AuthenticationClient({
            appHost, appId, secret, redirectUri, protocol: "oidc",
            tokenEndPointAuthMethod: method, introspectionEndPointAuthMethod: method, revocationEndPointAuthMethod: method,
        });
        const does = async (name, call) => {
            const told = await call().then((right) => (right ? "works" : "gives something else"), (error) => String(error.message ?? JSON.stringify(error)));
            console.log(JSON.stringify([`${name}, ${method}`, told]));
        };
        const verifier = client.generateCodeChallenge();
        const codeChallenge = client.getCodeChallengeDigest({ codeChallenge: verifier, method: "S256" });
        let tokens, fresh, code;
        await does("buildAuthorizeUrl", async () => {
            const url = client.buildAuthorizeUrl({ scope: "openid profile offline_access", codeChallenge, codeChallengeMethod: "S256" });
            const answer = await fetch(`${url}&login_hint=${user}`, { redirect: "manual" });
            code = new URL(answer.headers.get("location")).searchParams.get("code");
            return code;
        });
        await does("getAccessTokenByCode", async () => (tokens = await client.getAccessTokenByCode(code, { codeVerifier: verifier })).id_token);
        await does("getUserInfoByAccessToken", async () => (await client.getUserInfoByAccessToken(tokens.access_token)).sub);
        for (const [verb, tokenPlace] of [["GET", "query"], ["GET", "header"], ["POST", "query"], ["POST", "header"], ["POST", "body"]]) {
            const options = { method: verb, tokenPlace };
            await does(`getUserInfoByAccessToken by ${verb} and ${tokenPlace}`, async () => (await client.getUserInfoByAccessToken(tokens.access_token, options)).sub);
        }
        await does("introspectToken", async () => (await client.introspectToken(tokens.access_token)).active);
        await does("getNewAccessTokenByRefreshToken", async () => (fresh = await client.getNewAccessTokenByRefreshToken(tokens.refresh_token)).access_token);
        await does("revokeToken", async () => {
            await client.revokeToken(fresh.refresh_token);
            return !(await client.introspectToken(fresh.access_token)).active;
        });
        await does("getAccessTokenByClientCredentials", async () => (await client.getAccessTokenByClientCredentials("order:read", { accessKey: appId, accessSecret: secret })).access_token);
        await does("buildLogoutUrl", async () => {
            const url = client.buildLogoutUrl({ expert: true, idToken: tokens.id_token, redirectUri: "http://127.0.0.1:9/" });
            return (await fetch(url, { redirect: "manual" })).headers.get("location") === "http://127.0.0.1:9/";
        });
    }
}

main().catch((error) => console.log(JSON.stringify(["the program", error.stack])));
