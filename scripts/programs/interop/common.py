"""What the parts share: packages, a service that answers get-profile, and the crate's side."""

import base64
import contextlib
import http.server
import importlib.metadata
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[2]


class Crate:
    """genauth: the program of src/main.rs."""

    def __init__(self, program, host, proxy=None, root=None):
        """`proxy`: the environment that names a proxy. Without it the machine's proxies aren't used. `root`: a certificate
        that is trusted, in PEM."""
        environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        self.program = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment | (proxy or {})
        )
        self.ask({"client": {"host": host, "root": root}})

    def ask(self, command):
        self.program.stdin.write(json.dumps(command) + "\n")
        self.program.stdin.flush()
        line = self.program.stdout.readline()
        if not line:
            raise SystemExit(f"the crate's program ended at {json.dumps(command)[:200]}")
        return json.loads(line)

    def authenticate(self, token):
        answer = self.ask({"authenticate": token})
        return f"lets in {answer['user']}" if "user" in answer else str(answer["refused"])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.stdin.close()
        self.program.wait(timeout=60)


class Service:
    """Publishes `keys`, and answers get-profile for the tokens in `access`, as the service does: HTTP 200 also for a
    refusal."""

    def __init__(self):
        self.keys, self.access = {"keys": []}, set()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                path = self.path.partition("?")[0]
                if path == "/oidc/.well-known/jwks.json":
                    answer = service.keys
                elif path == "/api/v3/get-profile":
                    answer = service.profile(self.headers.get("authorization", ""))
                else:
                    answer = {"statusCode": 404, "message": "no such path"}
                body = json.dumps(answer).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def profile(self, authorization):
        token = authorization.removeprefix("Bearer ")
        if token not in self.access:
            return {"statusCode": 401, "apiCode": 2020, "message": "not logged in"}
        claims = token.split(".")[1]
        subject = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"]
        return {"statusCode": 200, "message": "", "data": {"userId": subject}}

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


@contextlib.contextmanager
def process(words, **options):
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, **options)
    try:
        yield child
    finally:
        child.send_signal(signal.SIGCONT)
        child.terminate()
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def wait_for(port):
    for _ in range(300):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)
    raise SystemExit(f"nothing listens on port {port}")


class Machine:
    """Where packages are installed, and how the crate's side is started."""

    def __init__(self, work, crate):
        self.work, self.crate = pathlib.Path(work), crate

    def npm(self, *packages):
        """The folder in which these packages of npm are installed."""
        folder = self.work / "npm" / "_".join(package.replace("/", "-") for package in packages)
        if not (folder / "done").exists():
            folder.mkdir(parents=True, exist_ok=True)
            options = ["--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder]
            subprocess.run(["npm", "install", *options, *packages], check=True)
            (folder / "done").touch()
        return folder

    def deb(self, *packages):
        """The folder into which these packages of Debian are unpacked. No service is started."""
        folder = self.work / "deb" / packages[0]
        if not (folder / "done").exists():
            (folder / "root").mkdir(parents=True, exist_ok=True)
            subprocess.run(["apt-get", "-qq", "download", *packages], check=True, cwd=folder, stderr=subprocess.DEVNULL)
            for package in folder.glob("*.deb"):
                subprocess.run(["dpkg-deb", "-x", package, folder / "root"], check=True)
            (folder / "done").touch()
        return folder / "root"


def xtask(root, *words):
    """A task of the project on this tree. `scripts/interop` builds the tasks."""
    command = [f"{os.environ['CARGO_TARGET_DIR']}/debug/xtask", "--root", root, *words]
    return subprocess.run(command, capture_output=True, text=True)


def corrected():
    """schema/openapi.json with its overlays applied."""
    return json.loads(xtask(ROOT, "schema", "corrected").stdout)


def python(*packages):
    """The versions of Python packages, as the table shows them."""
    return [f"{package} {importlib.metadata.version(package)}" for package in packages]
