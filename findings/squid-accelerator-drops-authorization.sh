#!/usr/bin/env bash
# Needs Debian 12's apt-get, python3 and curl. Packages: squid and squid-common 5.7.
#
# Expected: Squid as a reverse proxy (`http_port … accel`, `cache_peer … originserver`) hands the request's
# `Authorization: Bearer` to the origin, as nginx, HAProxy, Apache, Varnish, Caddy and lighttpd do with their shortest
# configuration.
# Seen: the header is left out, so that every call of an API behind Squid is one without a token. Custom headers and
# cookies arrive.
# What helps: `login=PASSTHRU` on the `cache_peer` line.
set -euo pipefail
work=$(mktemp -d)
servers=
# shellcheck disable=SC2317 # called by the trap
finish() {
    for server in $servers; do kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; done
    rm -rf "$work"
}
trap finish EXIT
chmod 755 "$work"
(cd "$work" && apt-get -qq download 'squid=5.7*' 'squid-common=5.7*' libecap3 libnetfilter-conntrack3 libnfnetlink0 \
    libltdl7 squid-langpack 2>/dev/null)
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/root"; done
export LD_LIBRARY_PATH=$work/root/usr/lib/x86_64-linux-gnu

squid() { # port, options of cache_peer
    share=$work/root/usr/share/squid
    mkdir -m 777 "$work/$1"
    cat >"$work/$1.conf" <<C
http_port 127.0.0.1:$1 accel defaultsite=127.0.0.1
cache_peer 127.0.0.1 parent 17373 0 no-query originserver $2
http_access allow all
never_direct allow all
cache deny all
pid_filename none
access_log none
cache_log $work/$1/cache.log
coredump_dir $work/$1
mime_table $share/mime.conf
icon_directory $share/icons
error_directory $share/errors/templates
err_page_stylesheet $work/root/etc/squid/errorpage.css
pinger_enable off
unlinkd_program /bin/true
netdb_filename none
shutdown_lifetime 1 second
C
    timeout 60 "$work/root/usr/sbin/squid" -N -f "$work/$1.conf" >"$work/log" 2>&1 &
    servers+=" $!"
}
cat >"$work/origin.py" <<'PY'
import http.server


class Origin(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        names = {name.lower() for name in self.headers}
        body = " ".join(sorted(names & {"authorization", "x-app-id", "cookie"})).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", 17373), Origin).serve_forever()
PY
ask() { # port; tries until the server listens
    curl --silent --noproxy '*' --retry 20 --retry-connrefused --retry-delay 1 --max-time 30 "http://127.0.0.1:$1/" \
        --header "Authorization: Bearer a.b.c" --header "X-App-Id: app" --cookie a=1
}
timeout 60 python3 "$work/origin.py" &
servers+=" $!"
ask 17373 >"$work/direct"
squid 17374 ""
squid 17375 login=PASSTHRU
seen="direct: $(cat "$work/direct"); as it is: $(ask 17374); login=PASSTHRU: $(ask 17375)"
echo "$seen"
all="authorization cookie x-app-id"
[ "$seen" = "direct: $all; as it is: cookie x-app-id; login=PASSTHRU: $all" ]
