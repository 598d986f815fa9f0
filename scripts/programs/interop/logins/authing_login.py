"""A login with the vendor's SDK for Python: authing_login.py TENANT CLIENT_ID SECRET"""

import sys
from urllib.parse import parse_qs, urlsplit

import requests
from authing import AuthenticationClient

tenant, client_id, secret = sys.argv[1:]

for method in ("client_secret_post", "client_secret_basic", "none"):
    client = AuthenticationClient(
        app_id=client_id,
        app_host=tenant,
        app_secret=secret,
        redirect_uri="http://127.0.0.1:9/callback",
        token_endpoint_auth_method=method,
        introspection_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
    )
    verifier = client.generate_code_challenge(43)
    url = client.build_authorize_url(
        scope="openid profile email offline_access",
        code_challenge=client.generate_code_challenge_digest(verifier),
        code_challenge_method="S256",
    )
    back = requests.get(url + "&login_hint=ada", allow_redirects=False).headers["location"]
    code = parse_qs(urlsplit(back).query)["code"][0]
    tokens = client.get_access_token_by_code(code, verifier)
    access, refresh = tokens["access_token"], tokens["refresh_token"]
    user_id = client.get_user_info_by_access_token(access)["sub"]
    assert client.introspect_token(access)["active"] is True
    assert client.introspect_token_offline(access)["sub"] == user_id
    assert client.introspect_token_offline(tokens["id_token"])["sub"] == user_id
    client.set_access_token(access)
    assert client.get_profile()["data"]["userId"] == user_id

    fresh = client.get_new_access_token_by_refresh_token(refresh)
    assert fresh["access_token"] != access
    machine = client.get_access_token_by_client_credentials("order:read", client_id, secret)
    assert machine["scope"] == "order:read"
    client.revoke_token(fresh["refresh_token"])
    assert client.introspect_token(fresh["access_token"]) == {"active": False}
    client.set_access_token(fresh["access_token"])
    assert client.get_profile()["statusCode"] == 401
    assert client.get_new_access_token_by_refresh_token(refresh)["error"] == "invalid_grant"
    end = client.build_logout_url(redirect_uri="http://127.0.0.1:9/", id_token=tokens["id_token"])
    assert requests.get(end, allow_redirects=False).headers["location"] == "http://127.0.0.1:9/"
