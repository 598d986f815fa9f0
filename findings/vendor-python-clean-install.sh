#!/usr/bin/env bash
# Needs python3 with venv and pip. Packages: authing 5.1.0 and genauth 5.1.0 (PyPI), the vendor's SDKs.
#
# Expected: `pip install` of either package brings what the package imports.
# Seen: neither can be imported: `websockets` is missing, and no package requires it. With websockets, the first
# `introspect_token_offline`, which verifies RS256, fails for want of `cryptography`.
# What helps: `pip install websockets "pyjwt[crypto]"` beside them.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
pip() { "$work/venv/bin/pip" install --quiet --disable-pip-version-check "$@"; }
python() { timeout 60 "$work/venv/bin/python" "$@" 2>&1 | tail -n 1 || true; }
pip authing==5.1.0 genauth==5.1.0 PyJWT==2.15.1
cat >"$work/offline.py" <<'PY'
import sys, jwt

client = __import__(sys.argv[1]).AuthenticationClient("app", "http://127.0.0.1:1")
rsa = {"kty": "RSA", "kid": "key", "e": "AQAB", "n": "t" * 342}
try:
    client.introspect_token_offline("e30.e30.e30", {"keys": [rsa]})
except Exception as error:
    print(type(error).__name__, error)
PY
seen=
for package in authing genauth; do seen+="$package: $(python -c "import $package"); "; done
pip websockets==16.0
for package in authing genauth; do seen+="$package offline: $(python "$work/offline.py" "$package"); "; done
echo "$seen"
missing="ModuleNotFoundError: No module named 'websockets'"
rsa="AttributeError module 'jwt.algorithms' has no attribute 'RSAAlgorithm'"
[ "$seen" = "authing: $missing; genauth: $missing; authing offline: $rsa; genauth offline: $rsa; " ]
