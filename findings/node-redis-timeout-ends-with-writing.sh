#!/usr/bin/env bash
# Needs node, npm, and redis-server. Package: redis 6.3.1 (node-redis), with a Redis server of any version.
#
# Expected: `commandOptions: { timeout: 100 }` bounds a command. Without a connection it does: GET fails after 100 ms.
# Seen: the time counts only until the command is written to the socket. If the server hangs after that, which is what a
# full disk or a stopped process looks like, GET waits without an end. ioredis 5.11.1 with `commandTimeout: 100` fails
# after 100 ms in both cases.
# What helps: `socketTimeout`, or a `Promise.race` around each command.
set -euo pipefail
work=$(mktemp -d)
server=
# shellcheck disable=SC2317 # called by the trap
finish() {
    if [ -n "$server" ]; then kill -CONT "$server" 2>/dev/null || true; kill "$server" 2>/dev/null || true; fi
    rm -rf "$work"
}
trap finish EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" redis@6.3.1 ioredis@5.11.1

redis-server --bind 127.0.0.1 --port 17361 --save "" >"$work/log" &
server=$!
cat >"$work/run.mjs" <<'JS'
import { createClient } from "redis";
import Redis from "ioredis";
import { setTimeout as sleep } from "node:timers/promises";

const [port, server] = process.argv.slice(2).map(Number);
const ends = async (call) => {
    const begin = Date.now();
    const end = await Promise.race([call().then(() => "answered", () => "failed"), sleep(3000, "still waiting")]);
    return `${end} after ${Date.now() - begin < 1000 ? "0.1" : "3"} s`;
};
const url = `redis://127.0.0.1:${port}`;
const one = createClient({ url, commandOptions: { timeout: 100 } }).on("error", () => {});
const other = new Redis(port, "127.0.0.1", { commandTimeout: 100 }).on("error", () => {});
while (!(await one.connect().then(() => true, () => sleep(100)))) {}
await one.get("key");
await other.get("key").catch(() => other.get("key"));
process.kill(server, "SIGSTOP");
const stopped = [await ends(() => one.get("key")), await ends(() => other.get("key"))];
process.kill(server, "SIGKILL");
await sleep(500);
console.log(`server stopped: node-redis ${stopped[0]}, ioredis ${stopped[1]}; no server: node-redis ${await ends(() => one.get("key"))}`);
process.exit();
JS
seen=$(timeout 60 node "$work/run.mjs" 17361 "$server")
echo "$seen"
[ "$seen" = "server stopped: node-redis still waiting after 3 s, ioredis failed after 0.1 s; no server: node-redis failed after 0.1 s" ]
