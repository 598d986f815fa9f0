"""Makes calls with the vendor's Python SDK: calls.py URL TOKEN. Each line of standard input is a call in JSON: the name
of the operation, and its arguments by their names on the wire. The answer is a line with the name, the status code and
the data."""

import json
import re
import sys

from authing import AuthenticationClient

url, token = sys.argv[1:]
client = AuthenticationClient(app_id="calls", app_host=url, access_token=token)


def snake(name):
    return re.sub("[A-Z]", lambda letter: "_" + letter.group().lower(), name)


for line in sys.stdin:
    name, values = json.loads(line)
    try:
        answer = getattr(client, snake(name))(**{snake(key): value for key, value in values.items()})
        print(json.dumps([name, answer["statusCode"], answer.get("data")]), flush=True)
    except Exception as error:
        print(json.dumps([name, str(error)]), flush=True)
