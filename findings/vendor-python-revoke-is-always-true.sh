#!/usr/bin/env bash
# Needs python3 with venv and pip. Package: genauth 5.1.0 (PyPI), the vendor's SDK; authing 5.1.0 has the same code.
#
# Expected: `revoke_token` raises, or answers False, if the service refuses the revocation (RFC 7009: 401 for a wrong
# client secret, 503 while the service is out of order).
# Seen: it answers True for each of them. A program that logs a user out this way doesn't learn that the token lives on.
# What helps: ask `introspect_token` afterwards.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check genauth==5.1.0 websockets==16.0

cat >"$work/run.py" <<'PY'
import http.server, threading
from genauth import AuthenticationClient

status = 200


class Service(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        body = b'{"error":"invalid_client"}' if status == 401 else b""
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 17367), Service)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = AuthenticationClient("app", "http://127.0.0.1:17367", app_secret="s" * 32)
seen = []
for status in [200, 401, 503]:
    try:
        seen.append(f"{status}: {client.revoke_token('token')}")
    except Exception as error:
        seen.append(f"{status}: {type(error).__name__}")
print("revoke_token,", ", ".join(seen))
PY
seen=$(timeout 60 "$work/venv/bin/python" "$work/run.py")
echo "$seen"
[ "$seen" = "revoke_token, 200: True, 401: True, 503: True" ]
