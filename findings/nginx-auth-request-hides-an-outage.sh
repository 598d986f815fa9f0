#!/usr/bin/env bash
# Needs Debian 12's apt-get, python3 and curl. Packages: nginx 1.22.1, and caddy 2.6.2 for comparison.
#
# Expected: `auth_request` hands the authorization server's refusal to the client: 429 and 503 with `Retry-After`, and
# 403 with its `WWW-Authenticate` (RFC 6750: `insufficient_scope`), as it does with 401, and as Caddy's `forward_auth`
# does.
# Seen: 429 and 503 become 500 without `Retry-After`: a short outage of the login service looks like a fault of the
# program, and clients don't come back. 403 loses its challenge, so that a client can't see which scope it lacks.
# What helps: let the program behind nginx check the token.
set -euo pipefail
work=$(mktemp -d)
servers=
# shellcheck disable=SC2317 # called by the trap
finish() {
    for server in $servers; do kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT
chmod 777 "$work" # nginx's workers give up root's rights
(cd "$work" && apt-get -qq download 'nginx=1.22.1*' 'caddy=2.6.2*' 2>/dev/null)
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/root"; done

cat >"$work/server.py" <<'PY'
import http.server


class Server(http.server.BaseHTTPRequestHandler):
    """/auth answers with the status that the client's header names; everything else is 200."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        status = int(self.headers.get("x-status", "200")) if self.path == "/auth" else 200
        self.send_response(status)
        if status in (401, 403):
            self.send_header("www-authenticate", 'Bearer error="insufficient_scope", scope="order:read"')
        if status in (429, 503):
            self.send_header("retry-after", "7")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 17381), Server).serve_forever()
PY
paths=
for kind in client_body proxy fastcgi uwsgi scgi; do paths+="${kind}_temp_path $work/$kind; "; done
cat >"$work/nginx" <<C
daemon off; pid $work/pid; error_log $work/error; events {}
http {
    access_log off; $paths
    server {
        listen 127.0.0.1:17382;
        location / { auth_request /auth; proxy_pass http://127.0.0.1:17381; }
        location = /auth { internal; proxy_pass http://127.0.0.1:17381; }
    }
}
C
cat >"$work/caddy" <<C
{
    admin off
    auto_https off
}
http://127.0.0.1:17383 {
    forward_auth 127.0.0.1:17381 {
        uri /auth
    }
    reverse_proxy 127.0.0.1:17381
}
C
start() { HOME=$work timeout 60 "$@" >>"$work/log" 2>&1 & servers+=" $!"; }
start python3 "$work/server.py"
start "$work/root/usr/sbin/nginx" -p "$work" -e "$work/error" -c "$work/nginx"
start "$work/root/usr/bin/caddy" run --adapter caddyfile --config "$work/caddy"

ask() { # port, status that the authorization server answers
    curl --silent --noproxy '*' --max-time 30 \
        --output /dev/null --dump-header - --header "x-status: $2" "http://127.0.0.1:$1/" | tr -d '\r' |
        awk 'tolower($1) ~ /^(retry-after|www-authenticate):/ { and = and " " tolower($1) } /^HTTP/ { status = $2 }
            END { print status and }'
}
for port in 17381 17382 17383; do
    curl --silent --noproxy "*" --retry 30 --retry-connrefused --retry-delay 1 "http://127.0.0.1:$port/"
done
tell() { for status in 401 403 429 503; do printf '%s as %s; ' "$status" "$(ask "$1" "$status")"; done; }
seen="nginx: $(tell 17382)caddy: $(tell 17383)"
echo "$seen"
challenge=www-authenticate:
later=retry-after:
[ "$seen" = "nginx: 401 as 401 $challenge; 403 as 403; 429 as 500; 503 as 500; caddy: 401 as 401 $challenge; \
403 as 403 $challenge; 429 as 429 $later; 503 as 503 $later; " ]
