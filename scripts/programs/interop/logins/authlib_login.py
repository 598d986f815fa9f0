"""A login with Authlib: authlib_login.py TENANT CLIENT_ID SECRET"""

import os
import sys

os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # the library refuses http unless told otherwise

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

tenant, client_id, secret = sys.argv[1:]
discovery = requests.get(f"{tenant}/oidc/.well-known/openid-configuration").json()
keys = KeySet.import_key_set(requests.get(discovery["jwks_uri"]).json())

for method in ("client_secret_basic", "client_secret_post"):
    session = OAuth2Session(
        client_id,
        secret,
        scope="openid profile email offline_access",
        redirect_uri="http://127.0.0.1:9/callback",
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
    )
    verifier, nonce = generate_token(48), generate_token(20)
    url, state = session.create_authorization_url(
        discovery["authorization_endpoint"], code_verifier=verifier, nonce=nonce, login_hint="ada"
    )
    back = requests.get(url, allow_redirects=False).headers["location"]
    token = session.fetch_token(discovery["token_endpoint"], authorization_response=back, code_verifier=verifier)
    claims = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
    registry = jwt.JWTClaimsRegistry(
        iss={"essential": True, "value": discovery["issuer"]},
        aud={"essential": True, "value": client_id},
        nonce={"essential": True, "value": nonce},
    )
    registry.validate(claims)
    assert session.get(discovery["userinfo_endpoint"]).json()["email"] == "ada@example.com"
    introspected = session.introspect_token(discovery["introspection_endpoint"], token=token["access_token"])
    assert introspected.json()["active"] is True

    fresh = session.refresh_token(discovery["token_endpoint"], refresh_token=token["refresh_token"])
    assert fresh["access_token"] != token["access_token"]
    revoked = session.revoke_token(discovery["revocation_endpoint"], token=fresh["refresh_token"])
    assert revoked.status_code == 200
    try:
        session.refresh_token(discovery["token_endpoint"], refresh_token=fresh["refresh_token"])
        raise AssertionError("a revoked refresh token gave tokens")
    except OAuthError as error:
        assert error.error == "invalid_grant", error

    machine = OAuth2Session(client_id, secret, scope="order:read", token_endpoint_auth_method=method)
    assert machine.fetch_token(discovery["token_endpoint"], grant_type="client_credentials")["scope"] == "order:read"
