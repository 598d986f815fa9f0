#!/usr/bin/env bash
# Needs python3 with venv and pip. Package: openapi-python-client 0.29.1 (PyPI).
#
# Expected: an enum with the values `oidc` and `OIDC`, or `oidc-2` and `oidc_2`, gets two members with names made
# different; or one warning, and the rest of the client is generated.
# Seen: the whole run ends with a traceback, `ValueError: Duplicate key`, and no client is written.
# What helps: `literal_enums: true` in the configuration.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check openapi-python-client==0.29.1
cd "$work"
api() { # two values
    echo '{"openapi": "3.0.3", "info": {"title": "Users", "version": "1"}, "paths": {"/user": {"get": {
        "responses": {"200": {"description": "The user", "content": {"application/json": {"schema":
        {"type": "object", "properties": {"provider": {"type": "string", "enum": ["'"$1"'", "'"$2"'"]}}}}}}}}}}}' >api.json
}
run() { # options
    rm -rf client
    timeout 60 venv/bin/openapi-python-client generate --path api.json --output-path client "$@" >log 2>&1 || true
    if [ -d client ] && grep -rqi oidc client --include='*.py'; then echo generated; else grep -om 1 'ValueError: Duplicate key' log; fi
}
echo 'literal_enums: true' >literal.yml
api oidc saml; seen="oidc and saml: $(run)"
api oidc OIDC; seen+="; oidc and OIDC: $(run), as literals: $(run --config literal.yml)"
api oidc-2 oidc_2; seen+="; oidc-2 and oidc_2: $(run)"
echo "$seen"
[ "$seen" = "oidc and saml: generated; oidc and OIDC: ValueError: Duplicate key, as literals: generated; oidc-2 and oidc_2: ValueError: Duplicate key" ]
