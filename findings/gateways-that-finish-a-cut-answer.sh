#!/usr/bin/env bash
# Needs Debian 12's apt-get and python3. Packages: caddy 2.6.2, lighttpd 1.4.69, and haproxy 2.6 for comparison.
#
# Expected: an origin that dies inside of a chunked answer, as at a restart under load, shows at the client: a gateway
# that has begun to forward such an answer must not end it as if it were whole (RFC 9112, section 8).
# Seen: Caddy sends the last chunk of its own accord, and lighttpd counts what it has into a Content-Length. Both are 200,
# so that the client holds half a document in a flawless answer. HAProxy leaves the answer unfinished, and so do nginx,
# Apache, Varnish and Squid of the same Debian.
# What helps: origins that send a Content-Length; clients that take a document that ends early for a lost connection.
set -euo pipefail
work=$(mktemp -d)
servers=
# shellcheck disable=SC2317 # called by the trap
finish() {
    for server in $servers; do kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT
(cd "$work" && apt-get -qq download 'caddy=2.6.2*' 'lighttpd=1.4.69*' 'haproxy=2.6.12*' liblua5.3-0 \
    libopentracing-c-wrapper0 libopentracing1 2>/dev/null)
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/root"; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu HOME=$work

start() { timeout 60 "$@" >>"$work/log" 2>&1 & servers+=" $!"; }
printf '{\n admin off\n auto_https off\n}\nhttp://127.0.0.1:17377 {\n reverse_proxy 127.0.0.1:17376\n}\n' >"$work/caddy"
start "$work/root/usr/bin/caddy" run --adapter caddyfile --config "$work/caddy"
cat >"$work/lighttpd" <<C
server.document-root = "$work"
server.bind = "127.0.0.1"
server.port = 17378
server.modules = ("mod_proxy")
proxy.server = ("" => (("host" => "127.0.0.1", "port" => 17376)))
C
start "$work/root/usr/sbin/lighttpd" -D -m "$work/root/usr/lib/lighttpd" -f "$work/lighttpd"
cat >"$work/haproxy" <<C
defaults
 mode http
 timeout connect 5s
 timeout client 5s
 timeout server 5s
frontend front
 bind 127.0.0.1:17379
 default_backend origin
backend origin
 server origin 127.0.0.1:17376
C
start "$work/root/usr/sbin/haproxy" -db -f "$work/haproxy"
cat >"$work/run.py" <<'PY'
import http.client, http.server, socket, threading, time


class Origin(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self.wfile.write(b'8\r\n{"name":\r\n')
        self.close_connection = True

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 17376), Origin)
threading.Thread(target=server.serve_forever, daemon=True).start()
for name, port in {"caddy": 17377, "lighttpd": 17378, "haproxy": 17379}.items():
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", "/")
    try:
        answer = connection.getresponse()
        print(f"{name}: {answer.status} with {answer.read().decode()}", end="; ")
    except http.client.IncompleteRead:
        print(f"{name}: unfinished", end="; ")
PY
seen=$(timeout 60 python3 "$work/run.py")
echo "$seen"
[ "$seen" = 'caddy: 200 with {"name":; lighttpd: 200 with {"name":; haproxy: unfinished; ' ]
