#!/usr/bin/env bash
# Needs python3 with venv and pip, and redis-server. Package: redis 8.1.0 (PyPI), with a Redis server of any version.
#
# Expected: with `socket_timeout=0.1` and `socket_connect_timeout=0.1` a command fails some 0.1 s after the server hangs.
# Seen: the client's own default repeats the command, with pauses that grow up to seconds. One GET takes 2 s or more,
# some twenty times its timeout, and longer still in a loop of callers. The timeout bounds one attempt, not the command.
# What helps: `retry=Retry(NoBackoff(), 0)`, which then fails in time.
set -euo pipefail
work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
finish() {
    if [ -n "$server" ]; then kill -CONT "$server" 2>/dev/null || true; kill "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check redis==8.1.0

redis-server --bind 127.0.0.1 --port 17362 --save "" >"$work/log" &
server=$!
cat >"$work/run.py" <<'PY'
import os, signal, sys, time
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

port, server = map(int, sys.argv[1:])
bounds = dict(host="127.0.0.1", port=port, socket_timeout=0.1, socket_connect_timeout=0.1)
default, once = redis.Redis(**bounds), redis.Redis(**bounds, retry=Retry(NoBackoff(), 0))
while True:
    try:
        default.get("key"), once.get("key")
        break
    except redis.RedisError:
        time.sleep(0.1)


def seconds(client):
    begin = time.monotonic()
    try:
        client.get("key")
    except redis.TimeoutError:
        return time.monotonic() - begin


os.kill(server, signal.SIGSTOP)
long = max(seconds(default) for _ in range(2))
print("a GET with a timeout of 0.1 s:", "more than 1 s" if long > 1 else "about its timeout", "by default,",
      "about its timeout" if seconds(once) < 0.5 else "longer", "without retries")
PY
seen=$(timeout 120 "$work/venv/bin/python" "$work/run.py" 17362 "$server")
echo "$seen"
[ "$seen" = "a GET with a timeout of 0.1 s: more than 1 s by default, about its timeout without retries" ]
