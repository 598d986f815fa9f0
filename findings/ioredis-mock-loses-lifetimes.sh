#!/usr/bin/env bash
# Needs node, npm, and redis-server. Package: ioredis-mock 8.13.1, compared with a Redis server 7.0 or later.
#
# Expected: the mock keeps a key's lifetime as Redis documents it, since tests of sessions and leases depend on it.
# Seen: SET with KEEPTTL makes the key live for ever; PEXPIRE ignores NX and GT, and so shortens a lifetime that GT should
# protect; a script's `nil` becomes false in place of null. A test of a session that is renewed passes or fails for
# another reason than in production.
set -euo pipefail
work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
finish() { if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi; rm -rf "$work"; }
trap finish EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" ioredis@5.11.1 ioredis-mock@8.13.1

redis-server --bind 127.0.0.1 --port 17363 --save "" >"$work/log" &
server=$!
cat >"$work/run.mjs" <<'JS'
import Redis from "ioredis";
import Mock from "ioredis-mock";

async function run(redis) {
    await redis.set("session", "first", "EX", 100);
    await redis.set("session", "second", "KEEPTTL");
    const kept = await redis.ttl("session");
    await redis.set("lease", "owner", "PX", 60000);
    const shorter = await redis.pexpire("lease", 10, "GT");
    const again = await redis.pexpire("lease", 60000, "NX");
    const none = await redis.eval("return redis.call('get', KEYS[1])", 1, "missing");
    return `TTL after KEEPTTL ${kept}, PEXPIRE GT ${shorter}, PEXPIRE NX ${again}, nil of a script ${none}`;
}
const real = await run(new Redis(Number(process.argv[2]), "127.0.0.1"));
console.log(`server: ${real}; mock: ${await run(new Mock())}`);
process.exit();
JS
seen=$(timeout 60 node "$work/run.mjs" 17363)
echo "$seen"
[ "$seen" = "server: TTL after KEEPTTL 100, PEXPIRE GT 0, PEXPIRE NX 0, nil of a script null; mock: TTL after KEEPTTL -1, PEXPIRE GT 1, PEXPIRE NX 1, nil of a script false" ]
