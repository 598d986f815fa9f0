"""The vendor's Python SDK as a program that `network` measures: contender.py URL. benches/src/bin/contender.rs
describes the commands. The SDK trusts any certificate."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Lock
import warnings

from authing import AuthenticationClient

# urllib3 warns at each call, because the SDK checks no certificate.
warnings.filterwarnings("ignore")

# Seconds after which a call counts as failed. The SDK has no deadline of its own.
LONGEST = 40

url = sys.argv[1]
token = "00000000." + "eyJzdWIiOiI2MjI5ZmZhIn0" * 28
client = None


class Calls:
    def __init__(self, most, until):
        self.most, self.until = most, until
        self.begun, self.failed, self.failure, self.ms = 0, 0, None, []
        self.lock = Lock()

    def next(self):
        with self.lock:
            self.begun += 1
            return self.begun <= self.most and time.perf_counter() < self.until

    def work(self):
        while self.next():
            begin = time.perf_counter()
            try:
                client.get_profile(with_identities=True)["data"]["userId"]
                self.ms.append((time.perf_counter() - begin) * 1e3)
            except Exception as error:
                with self.lock:
                    self.failed += 1
                    self.failure = str(error)


print("ready", flush=True)
for line in sys.stdin:
    what, *numbers = line.split()
    begin, used = time.perf_counter(), time.process_time()
    calls = Calls(0, 0)
    if what == "new":
        client = AuthenticationClient(app_id="network", app_host=url, access_token=token)
    elif what != "connect":  # the SDK can't open connections ahead
        amount, in_flight = float(numbers[0]), int(numbers[1])
        calls = Calls(amount, float("inf")) if what == "calls" else Calls(float("inf"), begin + amount)
        pool = ThreadPoolExecutor(in_flight)
        running = wait([pool.submit(calls.work) for _ in range(in_flight)], timeout=LONGEST).not_done
        calls.failed += len(running)
        pool.shutdown(wait=False)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - used
    answer = {"seconds": seconds, "cpu": cpu, "failed": calls.failed, "failure": calls.failure, "ms": list(calls.ms)}
    print(json.dumps(answer), flush=True)
# Threads that still wait must not keep the program alive.
os._exit(0)
