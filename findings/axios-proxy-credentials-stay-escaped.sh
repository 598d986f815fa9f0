#!/usr/bin/env bash
# Needs node, npm, python3 with venv and pip, and curl. Packages: axios 1.21.1 and undici 7.30.2 (npm), requests 2.34.2
# and httpx 0.28.1 (PyPI).
#
# Expected: a proxy whose password has characters such as `@` or `:` is written into `HTTPS_PROXY` with these
# characters escaped, as in every URL, and all clients send the same credentials: the unescaped ones.
# Seen: curl, requests, httpx and undici do. axios sends the escaped text, so that the proxy answers 407 to it alone.
# What helps: `proxy: false` and an agent of the package https-proxy-agent.
set -euo pipefail
unset http_proxy https_proxy all_proxy HTTP_PROXY ALL_PROXY no_proxy
export NO_PROXY=
work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
finish() {
    if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT
cd "$work"
npm install --silent --ignore-scripts --no-audit --no-fund axios@1.21.1 undici@7.30.2
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check requests==2.34.2 httpx==0.28.1
cat >proxy.py <<'PY'
import base64, http.server


class Proxy(http.server.BaseHTTPRequestHandler):
    def do_CONNECT(self):
        credentials = self.headers.get("proxy-authorization", "none none").split(" ")[1]
        with open("seen", "a") as file:
            print(base64.b64decode(credentials).decode(), file=file)
        self.send_response(403)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.HTTPServer(("127.0.0.1", 17381), Proxy).serve_forever()
PY
timeout 120 python3 proxy.py &
server=$!
for _ in $(seq 50); do curl --silent --noproxy '*' --max-time 2 --output /dev/null http://127.0.0.1:17381/ && break; sleep 0.1; done
export https_proxy='http://us%40er:p%3Ass@127.0.0.1:17381'
url=https://service.invalid/
asked() { # name, command; the proxy refuses, so that each command fails
    timeout 30 "${@:2}" >log 2>&1 || true
    echo "$1 sends $(cat seen 2>/dev/null || echo nothing)"
    rm -f seen
}
seen="$(asked curl curl --silent $url)"
seen+="; $(asked requests venv/bin/python -c "import requests; requests.get('$url')")"
seen+="; $(asked httpx venv/bin/python -c "import httpx; httpx.get('$url')")"
seen+="; $(asked undici node -e "const u = require('undici'); u.request('$url', { dispatcher: new u.EnvHttpProxyAgent() }).catch(() => {})")"
seen+="; $(asked axios node -e "require('axios').get('$url').catch(() => {})")"
echo "$seen"
right=us@er:p:ss
[ "$seen" = "curl sends $right; requests sends $right; httpx sends $right; undici sends $right; axios sends us%40er:p%3Ass" ]
