"""A fleet under faults for a long time: long_run.py WORK TENANT SERVER [MINUTES [REQUESTS]]

TENANT is the program of src/main.rs, SERVER that of examples/server. Clients ask two instances through nginx. Four of five
requests are for 500 busy users, the others for 20,000. A user whose token is refused logs in again.

A wrong answer lets a made-up token in, or a user who logged out longer ago than a profile is cached; or it names another
user; or it refuses a good token; or it isn't there within the time of an answer; or it is a failure although no fault is
near. A logout that the other instance doesn't know of after a second is late, which is only told: docs/fleet.md.
"""

import collections
import contextlib
import http.client
import itertools
import json
import os
import pathlib
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time

from common import Crate, Machine, process, wait_for
from gateways import configured, free_port

USERS, BUSY, CLIENTS = 20_000, 500, 8
PROFILE_TTL, ROTATION, FAULT, SAMPLE = 60, 120, 10, 10
# How long an answer may take: the server waits 2 s for a user, and the machine may be busy.
SLOWEST = 6
# How long new keys may go unnoticed, because a made-up token has just caused a fetch, and a fetch may fail.
UNNOTICED = 35
# How long after the beginning of a fault requests may fail.
FAULT_LASTS = 6
# How long a logout usually takes to reach the other instance, and how long at most while an instance can't ask Redis.
LOGOUT, LOGOUT_WITHOUT_REDIS = 1, PROFILE_TTL + SLOWEST
SECRET = "00112233445566778899aabbccddeeff"


class Login:
    def __init__(self, token, key):
        self.token, self.key, self.began = token, key, time.monotonic()


class World:
    def __init__(self, tenant, port, redis_port, rate):
        self.tenant, self.port, self.redis_port, self.rate = tenant, port, redis_port, rate
        self.lock = threading.Lock()  # of the tenant's program
        self.key, self.rotated = 0, -UNNOTICED
        self.fault, self.redis_fault = -FAULT_LASTS, -FAULT_LASTS
        self.logins, self.ended = {}, collections.deque(maxlen=200)
        self.counts, self.took, self.issued = collections.Counter(), [], 0
        self.wrong, self.stop = [], threading.Event()

    def log_in(self, user):
        with self.lock:
            login = Login(self.tenant.ask({"issue": user})["token"], self.key)
            self.issued += 1
        self.logins[user] = login
        return login

    def is_wrong(self, what):
        self.wrong.append(what)
        print(f"WRONG: {what}", flush=True)

    def is_near_fault(self, began):
        return began - self.fault < FAULT_LASTS

    # ---- clients

    def client(self, number):
        dice = random.Random(number)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SLOWEST + 2)
        due = time.monotonic()
        while not self.stop.is_set():
            due = max(due + CLIENTS / self.rate, time.monotonic() - 1)
            time.sleep(max(0, due - time.monotonic()))
            try:
                self.one_request(connection, dice)
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self.is_wrong(f"no answer: {type(error).__name__}")

    def ask(self, connection, token, method="GET", path="/me"):
        began = time.monotonic()
        headers = {"authorization": f"Bearer {token}"}
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):
            # nginx closes idle connections when it is reloaded, as any client knows. The next request opens a new one.
            connection.close()
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
        body = answer.read()
        took = time.monotonic() - began
        self.took.append(took)
        self.counts["requests"] += 1
        if took > SLOWEST:
            self.is_wrong(f"an answer took {took:.1f} s")
        if answer.status >= 500:
            self.counts["unavailable"] += 1
            if not self.is_near_fault(began):
                self.is_wrong(f"{answer.status} {began - self.fault:.1f} s after a fault: {body[:80]}")
        return began, answer.status, body

    def one_request(self, connection, dice):
        user = f"u{dice.randrange(BUSY if dice.random() < 0.8 else USERS)}"
        login = self.logins.get(user) or self.log_in(user)
        kind = dice.random()
        if kind < 0.02:
            self.made_up(connection, login.token, dice)
        elif kind < 0.03:
            self.log_out(connection, user, login)
        elif kind < 0.05 and self.ended:
            self.after_logout(connection, *dice.choice(list(self.ended)))
        else:
            self.usual(connection, user, login)

    def usual(self, connection, user, login):
        began, status, body = self.ask(connection, login.token)
        if status == 200:
            self.counts["let in"] += 1
            if json.loads(body)["id"] != user:
                self.is_wrong("another user's profile")
        elif status == 401:
            self.counts["refused"] += 1
            was_replaced = self.logins.get(user) is not login
            if not was_replaced and login.key == self.key and began - self.rotated > UNNOTICED:
                self.is_wrong(f"a good token was refused, {began - login.began:.0f} s old, {began - self.rotated:.0f} s after a rotation")
            if not was_replaced and login.key != self.key:
                self.log_in(user)
        elif status < 500:
            self.is_wrong(f"HTTP {status}")

    def connections(self):
        """How old the servers' connections to Redis are."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.redis_port), 1) as connection:
            connection.sendall(b"CLIENT LIST\r\nQUIT\r\n")
            told = b"".join(iter(lambda: connection.recv(4096), b"")).decode()
            return " and ".join(f"{age} s" for age in re.findall(r" age=(\d+) .* sub=1 ", told)) or "none"
        return "no Redis"

    def made_up(self, connection, token, dice):
        # Not the last character of a part, some of whose bits mean nothing: the token would be the same.
        at = dice.choice([at for at in range(1, len(token) - 1) if "." not in token[at : at + 2]])
        other = "B" if token[at] == "A" else "A"
        token = dice.choice([token[:at], f"made-up.{at}.token", token[:at] + other + token[at + 1 :]])
        _, status, _ = self.ask(connection, token)
        if status < 400:
            self.is_wrong("a made-up token was let in")
        self.counts["refused"] += 400 <= status < 500

    def log_out(self, connection, user, login):
        self.logins.pop(user, None)
        began, status, _ = self.ask(connection, login.token, "POST", "/logout")
        if status == 204:
            self.counts["logged out"] += 1
            self.ended.append((login.token, time.monotonic()))

    def after_logout(self, connection, token, at):
        began, status, _ = self.ask(connection, token)
        if status == 200:
            age = began - at
            if age > LOGOUT_WITHOUT_REDIS:
                self.is_wrong(f"let in {age:.1f} s after the logout")
            elif age > LOGOUT:
                since = f"{at - self.redis_fault:.1f} s after a fault of Redis began" if self.redis_fault > 0 else "before any fault"
                print(f"late: let in {age:.1f} s after a logout {since}; connections to Redis: {self.connections()}", flush=True)
            self.counts["let in after logout"] += 1
        else:
            self.counts["refused"] += 400 <= status < 500


# ---- processes


def redis_words(port):
    return ["redis-server", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--port", str(port)]


def nginx(machine, ports):
    root = machine.deb("nginx=1.22.1*")
    port = free_port()
    work = machine.work / "run" / f"long-run-{port}"
    work.mkdir(parents=True)
    work.chmod(0o777)  # the workers give up root's rights
    file = configured("long-run", work, port=port, first=ports[0], second=ports[1])
    return port, [root / "usr/sbin/nginx", "-p", work, "-e", work / "error", "-c", file]


def instance(server, tenant, redis, port):
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {
        "GENAUTH_APP_HOST": tenant["url"], "GENAUTH_APP_ID": tenant["app_id"], "LISTEN": f"127.0.0.1:{port}",
        "PROFILE_TTL": str(PROFILE_TTL), "REDIS_URL": f"redis://127.0.0.1:{redis}", "REDIS_SECRET": SECRET,
    }  # fmt: skip
    return process([server], env=environment, stdout=subprocess.DEVNULL)


# ---- faults


def do_harm(world, nginx_child, redis):
    """One fault after the other. `redis` holds the process, which one of them replaces."""

    def at_tenant(kind):
        with world.lock:
            world.tenant.ask({"fault": {"kind": kind, "times": 20}})

    def stop(child, seconds):
        child.send_signal(signal.SIGSTOP)
        time.sleep(seconds)
        child.send_signal(signal.SIGCONT)

    def stop_tenant():
        with world.lock:  # else a login would wait, and the clients with it
            stop(world.tenant.program, 2)

    def stop_redis():
        world.redis_fault = time.monotonic()
        stop(redis[0], 3)

    def kill_redis():
        world.redis_fault = time.monotonic()
        redis[0].kill()
        redis[0].wait()
        time.sleep(3)
        redis[0] = subprocess.Popen(redis_words(world.redis_port), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def hang_up():
        tokens = [login.token for login in itertools.islice(list(world.logins.values()), 40)]
        for token in tokens:
            with socket.create_connection(("127.0.0.1", world.port), 2) as connection:
                connection.sendall(f"GET /me HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {token}\r\n\r\n".encode())

    turn = [
        lambda: at_tenant("unavailable"), stop_redis, lambda: at_tenant("slow"), lambda: nginx_child.send_signal(signal.SIGHUP),
        lambda: at_tenant("closed"), kill_redis, lambda: at_tenant("cut"), stop_tenant, lambda: at_tenant("limited"), hang_up,
    ]  # fmt: skip
    for fault in itertools.cycle(turn):
        if world.stop.wait(max(0, world.fault + FAULT - time.monotonic())):
            return
        world.fault = time.monotonic()
        fault()


# ---- measurement


def memory(process_id):
    """Resident memory in MiB."""
    for line in pathlib.Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def descriptors(process_id):
    return len(os.listdir(f"/proc/{process_id}/fd"))


COLUMNS = [
    "seconds", "requests", "let in", "refused", "unavailable", "logged out", "let in after logout", "wrong", "median ms", "p99 ms",
    "slowest ms", "server 1 MiB", "server 2 MiB", "server 1 descriptors", "server 2 descriptors", "tenant MiB", "tokens issued", "calls",
]  # fmt: skip


def sample(world, start, servers):
    took, world.took = sorted(world.took), []
    counts, world.counts = world.counts, collections.Counter()
    part = lambda share: 1000 * took[int((len(took) - 1) * share)] if took else 0.0
    with world.lock:
        calls = world.tenant.ask({"requests": {}})["count"]
    row = [round(time.monotonic() - start), counts["requests"], *(counts[name] for name in COLUMNS[2:7]), len(world.wrong)]
    row += [round(part(share), 1) for share in (0.5, 0.99, 1)]
    row += [round(memory(child.pid), 1) for child in servers] + [descriptors(child.pid) for child in servers]
    return row + [round(memory(world.tenant.program.pid), 1), world.issued, calls]


def report(rows):
    """The table of docs/faults.md: an eighth of the time a row."""
    print("| minutes | requests | median, 99th percentile, slowest | memory of the servers | descriptors | memory of the tenant | tokens issued |")
    print("|" + " --- |" * 7)
    size = max(1, len(rows) // 8)
    for part in [rows[at : at + size] for at in range(0, len(rows) - size + 1, size)]:
        columns = dict(zip(COLUMNS, zip(*part)))
        median = sorted(columns["median ms"])[len(part) // 2]
        p99 = sorted(columns["p99 ms"])[len(part) // 2]
        print(
            f"| {columns['seconds'][-1] / 60:.1f} | {sum(columns['requests']):,} | {median:.1f} ms, {p99:.0f} ms, {max(columns['slowest ms']) / 1000:.1f} s "
            f"| {columns['server 1 MiB'][-1]:.1f} MiB, {columns['server 2 MiB'][-1]:.1f} MiB "
            f"| {max(columns['server 1 descriptors'])}, {max(columns['server 2 descriptors'])} | {columns['tenant MiB'][-1]:.1f} MiB | {columns['tokens issued'][-1]:,} |"
        )


def main():
    work, program, server, *rest = sys.argv[1:]
    minutes, rate = (float(word) for word in [*rest, *["20", "80"][len(rest) :]])
    # Also then the servers end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    machine = Machine(work, program)
    (machine.work / "run").mkdir(exist_ok=True)
    with contextlib.ExitStack() as stack:
        tenant = stack.enter_context(Crate(program, "http://127.0.0.1:1"))
        place = tenant.ask({"tenant": {}})
        tenant.ask({"users": USERS})
        redis_port = free_port()
        redis = [subprocess.Popen(redis_words(redis_port), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)]
        stack.callback(lambda: (redis[0].terminate(), redis[0].wait()))
        wait_for(redis_port)
        ports = [free_port(), free_port()]
        servers = [stack.enter_context(instance(server, place, redis_port, port)) for port in ports]
        for port in ports:
            wait_for(port)
        port, words = nginx(machine, ports)
        nginx_child = stack.enter_context(process(words))
        wait_for(port)
        run(machine, World(tenant, port, redis_port, rate), servers, nginx_child, redis, minutes * 60)


def run(machine, world, servers, nginx_child, redis, seconds):
    clients = [threading.Thread(target=world.client, args=(number,)) for number in range(CLIENTS)]
    start = time.monotonic()
    for client in clients:
        client.start()
    world.fault = start
    harm = threading.Thread(target=do_harm, args=(world, nginx_child, redis))
    harm.start()
    rows = []
    try:
        with open(machine.work / "long-run.tsv", "w") as file:
            print(*COLUMNS, sep="\t", file=file)
            while time.monotonic() - start < seconds:
                time.sleep(max(0, start + SAMPLE * (len(rows) + 1) - time.monotonic()))
                rows.append(sample(world, start, servers))
                print(*rows[-1], sep="\t", file=file, flush=True)
                if time.monotonic() - max(world.rotated, start) > ROTATION:
                    with world.lock:
                        world.tenant.ask({"rotate": {}})
                        world.key, world.rotated = world.key + 1, time.monotonic()
    finally:
        world.stop.set()
        for thread in [*clients, harm]:
            thread.join()
    report(rows)
    total = dict(zip(COLUMNS, map(sum, zip(*rows))))
    print(f"{total['requests']:,} requests, {total['let in']:,} let in, {total['refused']:,} refused, {total['unavailable']:,} unavailable, "
          f"{total['logged out']:,} logged out, {total['let in after logout']:,} let in after their logout, {total['calls']:,} calls, "
          f"{world.key} rotations; {len(world.wrong)} wrong answers")  # fmt: skip
    if world.wrong:
        sys.exit(1)


if __name__ == "__main__":
    main()
