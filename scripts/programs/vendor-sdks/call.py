"""One of the programs of scripts/vendor-sdks: the vendor's Python SDK."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

from authing import AuthenticationClient

url, token, user_id = sys.argv[1:4]
client = AuthenticationClient(app_id="vendor-sdks", app_host=url, access_token=token)


def call(_=None):
    answer = client.get_profile(with_custom_data=True, with_identities=True, with_department_ids=True)
    if answer["data"]["userId"] != user_id:
        raise SystemExit("not the profile that was asked for")
    return answer["data"]


if len(sys.argv) == 4:
    print(call()["userId"])
    sys.exit()

warm_up, calls, in_flight = map(int, sys.argv[4:7])
if in_flight == 1:
    def run(calls):
        for _ in range(calls):
            call()
else:
    pool = ThreadPoolExecutor(in_flight)

    def run(calls):
        for _ in pool.map(call, range(calls)):
            pass

run(warm_up)
begin, used = time.perf_counter(), time.process_time()
run(calls)
print(time.perf_counter() - begin, time.process_time() - used)
