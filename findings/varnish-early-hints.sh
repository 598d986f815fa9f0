#!/usr/bin/env bash
# Needs Debian 12's apt-get, a C compiler (Varnish compiles its configuration), and python3. Package: varnish 7.1.1.
#
# Expected: an origin's answer that comes after an informational one (103 Early Hints, which web frameworks send on their
# own; RFC 9110, section 15.2) reaches the client; at worst without the hints.
# Seen: Varnish answers 503 "Backend fetch failed", for 103, 102 and 100 alike. HAProxy 2.6, Apache 2.4.71, Squid 5.7,
# Caddy 2.6.2 and lighttpd 1.4.69 of the same Debian give the client the answer.
set -euo pipefail
work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
finish() { if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi; rm -rf "$work"; }
trap finish EXIT
(cd "$work" && apt-get -qq download 'varnish=7.1.1*' 'libvarnishapi3=7.1.1*' libjemalloc2 2>/dev/null)
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/root"; done
libraries=$work/root/usr/lib/x86_64-linux-gnu
export LD_LIBRARY_PATH=$libraries:$libraries/varnish

printf 'vcl 4.1;\nbackend default { .host = "127.0.0.1"; .port = "17371"; }\n' >"$work/origin.vcl"
timeout 60 "$work/root/usr/sbin/varnishd" -F -j none -a 127.0.0.1:17372 -f "$work/origin.vcl" -n "$work/run" \
    -s malloc,16m -p "vmod_path=$libraries/varnish/vmods" >"$work/log" 2>&1 &
server=$!
cat >"$work/run.py" <<'PY'
import http.server, socket, threading, time, urllib.error, urllib.request


class Origin(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path != "/plain":
            self.wfile.write(b"HTTP/1.1 %s Informational\r\n\r\n" % self.path[1:].encode())
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 17371), Origin)
server.handle_error = lambda *_: None  # Varnish closes the connection after the informational answer
threading.Thread(target=server.serve_forever, daemon=True).start()
for _ in range(200):
    try:
        socket.create_connection(("127.0.0.1", 17372)).close()
        break
    except OSError:
        time.sleep(0.1)
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
seen = []
for path in ["plain", "100", "102", "103"]:
    try:
        seen.append(f"{path}: {opener.open(f'http://127.0.0.1:17372/{path}', timeout=10).status}")
    except urllib.error.HTTPError as error:
        seen.append(f"{path}: {error.code}")
print("the origin's 200 after", ", ".join(seen))
PY
seen=$(timeout 60 python3 "$work/run.py")
echo "$seen"
[ "$seen" = "the origin's 200 after plain: 200, 100: 503, 102: 503, 103: 503" ]
