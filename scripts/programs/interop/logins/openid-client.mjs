// A login with openid-client: node openid-client.mjs TENANT CLIENT_ID SECRET
import * as client from 'openid-client'

const [tenant, id, secret] = process.argv.slice(2)
const callback = 'http://127.0.0.1:9/callback'
// The library refuses http unless told otherwise.
const options = { execute: [client.allowInsecureRequests] }

for (const method of [client.ClientSecretBasic, client.ClientSecretPost]) {
  const config = await client.discovery(new URL(`${tenant}/oidc`), id, {}, method(secret), options)
  const verifier = client.randomPKCECodeVerifier()
  const [state, nonce] = [client.randomState(), client.randomNonce()]
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: callback,
    scope: 'openid profile email phone address offline_access',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    login_hint: 'ada',
    state,
    nonce
  })
  const answer = await fetch(url, { redirect: 'manual' })
  const back = new URL(answer.headers.get('location'))
  const checks = { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true, maxAge: 60 }
  const tokens = await client.authorizationCodeGrant(config, back, checks)
  const { sub } = tokens.claims()
  const info = await client.fetchUserInfo(config, tokens.access_token, sub)
  must(info.name === 'Ada Example', 'userinfo')
  must((await client.tokenIntrospection(config, tokens.access_token)).active, 'introspection')

  const fresh = await client.refreshTokenGrant(config, tokens.refresh_token)
  must(fresh.access_token !== tokens.access_token && fresh.claims().sub === sub, 'refresh')
  const machine = await client.clientCredentialsGrant(config, { scope: 'order:read' })
  must(machine.scope === 'order:read', 'client credentials')
  await client.tokenRevocation(config, fresh.refresh_token)
  must(!(await client.tokenIntrospection(config, fresh.access_token)).active, 'revocation')
  await refused(client.refreshTokenGrant(config, tokens.refresh_token), 'invalid_grant')
  await refused(client.authorizationCodeGrant(config, back, checks), 'invalid_grant')

  const denied = new URL(callback + '?error=access_denied&state=' + state)
  await refused(client.authorizationCodeGrant(config, denied, checks), 'access_denied')
  const end = client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: 'http://127.0.0.1:9/'
  })
  must((await fetch(end, { redirect: 'manual' })).headers.get('location') === 'http://127.0.0.1:9/', 'end of session')
}

function must (condition, what) {
  if (!condition) throw new Error(`${what} went wrong`)
}

async function refused (promise, code) {
  const error = await promise.then(() => null, error => error)
  must(error?.error === code, `a refusal with ${code}, but: ${error}`)
}
