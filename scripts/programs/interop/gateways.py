"""Calls through real gateways, with an origin behind them that does as a script says."""

import base64
import contextlib
import datetime
import http.client
import os
import signal
import socket
import ssl
import string
import tempfile
import threading
import time
import urllib.parse

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from common import HERE, Crate, process, wait_for

TITLE = "Gateways"
ABOUT = (
    "Each gateway runs with a minimal configuration in front of an origin server on the same machine, and waits 2 "
    "seconds for the origin. The second column is what a plain HTTP client gets. The calls are get-profile with a "
    "deadline of 20 seconds, each by a client of its own unless the row says otherwise; [faults](faults.md) has the "
    "outcomes."
)
COLUMNS = ["tried", "the gateway's answer", "genauth"]

PACKAGES = {
    "nginx": ["nginx=1.22.1*"],
    "haproxy": ["haproxy=2.6.12*", "liblua5.3-0", "libopentracing-c-wrapper0", "libopentracing1"],
    "apache": ["apache2-bin=2.4.71*", "libaprutil1", "libapr1"],
    "varnish": ["varnish=7.1.1*", "libvarnishapi3=7.1.1*", "libjemalloc2"],
    "squid": ["squid=5.7*", "squid-common=5.7*", "squid-langpack", "libecap3", "libnetfilter-conntrack3", "libnfnetlink0", "libltdl7"],
    "caddy": ["caddy=2.6.2*"],
    "lighttpd": ["lighttpd=1.4.69*"],
}
# The name of the service behind the forward proxy.
SERVICE = "service.test"
TOKEN = "a.b.c"
PROFILE = b'{"statusCode":200,"message":"","data":{"userId":"u1"}}'


def versions():
    return [packages[0].removesuffix("*").replace("=", " ") for packages in PACKAGES.values()]


# ---- the origin


class Origin:
    """Answers each request as `behaviour` says."""

    def __init__(self):
        self.behaviour, self.requests = "profile", 0
        self.listener, self.connections = None, set()
        self.open()
        self.port = self.listener.getsockname()[1]

    def open(self, port=0):
        self.listener = socket.create_server(("127.0.0.1", port), backlog=64)
        threading.Thread(target=self.accept, args=(self.listener,), daemon=True).start()

    def close(self):
        # A thread that is in accept() would keep the port open.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        # A gateway's idle connections would go on being answered.
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def gone(self):
        self.close()
        try:
            yield
        finally:
            self.open(self.port)

    def accept(self, listener):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self.serve, args=(listener.accept()[0],), daemon=True).start()

    def serve(self, connection):
        received = b""
        self.connections.add(connection)
        with connection, contextlib.suppress(OSError), contextlib.ExitStack() as stack:
            stack.callback(self.connections.discard, connection)
            while True:
                while b"\r\n\r\n" not in received:
                    part = connection.recv(65536)
                    if not part:
                        return
                    received += part
                head, _, received = received.partition(b"\r\n\r\n")
                self.requests += 1
                last = b"connection: close" in head.lower() or b" HTTP/1.0" in head.partition(b"\r\n")[0]
                if not self.answer(connection, last):
                    return

    def answer(self, connection, last):
        """Whether the connection stays open."""
        head = b"HTTP/1.1 %s\r\ncontent-type: application/json\r\n"
        whole = head + b"content-length: %d\r\n" % len(PROFILE)
        match self.behaviour:
            case "profile":
                connection.sendall(whole % b"200 OK" + b"\r\n" + PROFILE)
                return not last
            case "429":
                body = b'{"statusCode":429,"message":"slow down"}'
                limited = head % b"429 Too Many Requests" + b"retry-after: 1\r\ncontent-length: %d\r\n\r\n" % len(body)
                connection.sendall(limited + body)
                return not last
            case "silent":
                with contextlib.suppress(OSError):
                    connection.settimeout(15)
                    connection.recv(1)
            case "cut head":
                connection.sendall(whole[:60] % b"200 OK")
            case "cut by length":
                connection.sendall(whole % b"200 OK" + b"\r\n" + PROFILE[:20])
                time.sleep(0.2)  # so that the gateway has begun to forward it
            case "cut by chunks":
                connection.sendall(head % b"200 OK" + b"transfer-encoding: chunked\r\n\r\n14\r\n" + PROFILE[:20] + b"\r\n")
                time.sleep(0.2)
        return False


# ---- the gateways


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def configured(name, work, **places):
    """The file with the configuration of this name, for these places."""
    text = string.Template((HERE / f"gateways/{name}.conf").read_text()).substitute(work=work, **places)
    (work / "conf").write_text(text)
    return work / "conf"


def command(name, root, work, port, origin):
    """Writes the configuration of a gateway. Gives its command."""
    file, programs = configured(name, work, root=root, port=port, origin=origin), root / "usr/sbin"
    (work / "hosts").write_text(f"127.0.0.1 {SERVICE}\n")
    modules = root / "usr/lib/x86_64-linux-gnu/varnish/vmods"
    varnish = ["-F", "-j", "none", "-a", f"127.0.0.1:{port}", "-n", work / "run"]
    varnish += ["-s", "malloc,16m", "-p", f"vmod_path={modules}"]
    return {
        "nginx": [programs / "nginx", "-p", work, "-e", work / "error", "-c", file],
        "haproxy": [programs / "haproxy", "-db", "-f", file],
        "apache": [programs / "apache2", "-d", work, "-f", file, "-DFOREGROUND"],
        "varnish": [programs / "varnishd", *varnish, "-f", file],
        "squid": [programs / "squid", "-N", "-f", file],
        "forward": [programs / "squid", "-N", "-f", file],
        "caddy": [root / "usr/bin/caddy", "run", "--adapter", "caddyfile", "--config", file],
        "lighttpd": [programs / "lighttpd", "-D", "-m", root / "usr/lib/lighttpd", "-f", file],
    }[name]


@contextlib.contextmanager
def running(name, machine, origin):
    """Starts a gateway; gives its port and its process."""
    root = machine.deb(*PACKAGES["squid" if name == "forward" else name])
    port = free_port()
    work = machine.work / "run" / f"{name}-{port}"
    work.mkdir(parents=True)
    work.chmod(0o777)  # some give up root's rights
    libraries = root / "usr/lib/x86_64-linux-gnu"
    environment = os.environ | {"LD_LIBRARY_PATH": f"{libraries}:{libraries}/varnish", "HOME": str(work)}
    words = command(name, root, work, port, origin)
    with open(work / "output", "w") as output, process(words, stdout=output, stderr=output, env=environment) as child:
        try:
            wait_for(port)
        except SystemExit:
            raise SystemExit(f"{name} didn't start: {(work / 'output').read_text()[-1000:]}") from None
        yield port, child


# ---- what is tried


def plain(port, token=TOKEN, path=""):
    """What a plain client gets: the status, and whether the answer is whole."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=12)
    try:
        connection.request("GET", f"{path}/api/v3/get-profile", headers={"authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        try:
            body = answer.read()
        except http.client.IncompleteRead:
            return f"{answer.status}, cut"
        if answer.status != 200 or body == PROFILE:
            return str(answer.status)
        return "200, half a document" if body else "200, empty"
    except TimeoutError:
        return "none in 12 s"
    except (http.client.HTTPException, OSError):
        return "closes the connection"
    finally:
        connection.close()


def call(crate, token=TOKEN):
    """A call's outcome."""
    answer = crate.ask({"get_profile": {"token": token, "seconds": 20}})
    if "profile" in answer:
        return "a profile"
    attempts = answer["attempts"]
    return f"`{answer['error']}`, {attempts} attempt{'s' * (attempts != 1)}"


def ours(machine, host, token=TOKEN, proxy=None, root=None):
    """The outcome of a new client's first call: what a client has met before, its idle connections and its retry budget,
    doesn't count."""
    with Crate(machine.crate, host, proxy, root) as crate:
        return call(crate, token)


# How a call must end, by what the gateway answers.
ENDS = {
    "200": "a profile",
    "502": "`Http`, 3 attempts",
    "503": "`Http`, 3 attempts",
    "504": "`Http`, 3 attempts",
    "429": "`Api`, 3 attempts",
    "500": "`Http`, 1 attempt",
    "400": "`Http`, 1 attempt",
    "431": "`Http`, 1 attempt",
    "200, cut": "`Interrupted`, 3 attempts",
    "200, half a document": "`Interrupted`, 3 attempts",
    "200, empty": "`Interrupted`, 3 attempts",
    "closes the connection": "`Interrupted`, 4 attempts",
    "none in 12 s": "`Timeout`, 3 attempts",
}


def rows(machine):
    (machine.work / "run").mkdir(exist_ok=True)
    origin = Origin()
    for name in PACKAGES:
        with running(name, machine, origin.port) as (port, process):
            yield from faults(name, origin, port, machine)
            if name == "nginx":
                yield from of_nginx(port, process, machine)
    yield from through_proxy(machine, origin)


def faults(name, origin, port, machine):
    host = f"http://127.0.0.1:{port}"
    told = {"profile": "the origin answers", "429": "the origin answers 429", "silent": "the origin is silent"}
    for behaviour in ["profile", "429", "cut head", "cut by length", "cut by chunks", "silent"]:
        origin.behaviour = behaviour
        seen = plain(port)
        yield f"{name}: {told.get(behaviour, f'the origin dies, {behaviour}')}", seen, ours(machine, host), ENDS[seen]
    origin.behaviour = "profile"
    with origin.gone():
        seen = plain(port)
        yield f"{name}: the origin refuses connections", seen, ours(machine, host), ENDS[seen]
    token = f"a.{'b' * 12 * 1024}.c"
    seen = plain(port, token)
    yield f"{name}: a token of 12 KiB", seen, ours(machine, host, token), ENDS[seen]


def of_nginx(port, process, machine):
    host = f"http://127.0.0.1:{port}"
    with Crate(machine.crate, host) as crate:
        seen = {plain(port) for _ in range(20)}
        calls = {call(crate) for _ in range(50)}
        tried = "nginx: 3 requests a connection, compression on, 50 calls of one client"
        yield tried, " and ".join(sorted(seen)), " and ".join(sorted(calls)), "a profile"

    calls, stop = [], threading.Event()

    def load():
        with Crate(machine.crate, host) as crate:
            while not stop.is_set():
                calls.append(call(crate))

    callers = [threading.Thread(target=load) for _ in range(2)]
    for caller in callers:
        caller.start()
    for _ in range(5):
        time.sleep(0.5)
        process.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    stop.set()
    for caller in callers:
        caller.join()
    few = "" if len(calls) > 100 else f" ({len(calls)} calls only)"
    yield "nginx: five reloads while two clients call", "200", " and ".join(sorted(set(calls))) + few, "a profile"

    plain(port, path="/limited")
    seen = plain(port, path="/limited")
    yield "nginx: its own rate limit", seen, ours(machine, f"{host}/limited"), ENDS[seen]


def through_proxy(machine, origin):
    """The service stands behind TLS, since a proxy isn't to see tokens. Squid asks for credentials, and takes any."""
    tried = "squid as a forward proxy that asks for credentials"
    told = {"none given": "", "given in its URL": "user:pass@", "given with characters that are escaped in its URL": "us%40er:p%3A%2Fss@"}
    origin.behaviour = "profile"
    with behind_tls(origin.port) as (service, certificate), running("forward", machine, origin.port) as (port, _):
        for name, credentials in told.items():
            # The name isn't loopback's, for which the crate uses no proxy. Squid knows it.
            host, proxy = f"https://{SERVICE}:{service}", {"https_proxy": f"http://{credentials}127.0.0.1:{port}"}
            outcome = ours(machine, host, proxy=proxy, root=certificate)
            yield f"{tried}, {name}", connect(port, service, credentials), outcome, "a profile" if credentials else "`Connect`, 1 attempt"


def connect(port, service, credentials):
    """What the proxy answers a plain client's CONNECT."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    plain = urllib.parse.unquote(credentials.removesuffix("@")).encode()
    headers = {"proxy-authorization": "Basic " + base64.b64encode(plain).decode()} if credentials else {}
    connection.request("CONNECT", f"{SERVICE}:{service}", headers=headers)
    # Not getresponse(): a success has no end.
    status = connection.sock.recv(64).split(b" ")[1].decode()
    connection.close()
    return status


@contextlib.contextmanager
def behind_tls(origin):
    """Hands what comes over TLS to the origin. Gives the port, and the certificate."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.datetime.now(datetime.UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, SERVICE)])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(SERVICE)]), False).sign(key, hashes.SHA256())
    certificate = made.public_bytes(serialization.Encoding.PEM)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    with tempfile.NamedTemporaryFile() as file:
        file.write(certificate + private)
        file.flush()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file.name)

    def pump(source, target):
        with contextlib.suppress(OSError):
            while part := source.recv(65536):
                target.sendall(part)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def serve(accepted):
        with contextlib.suppress(OSError), context.wrap_socket(accepted, server_side=True) as client:
            with socket.create_connection(("127.0.0.1", origin)) as server:
                answers = threading.Thread(target=pump, args=(server, client), daemon=True)
                answers.start()
                pump(client, server)
                answers.join(10)

    def accept():
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=accept, daemon=True).start()
        yield listener.getsockname()[1], certificate.decode()
        listener.shutdown(socket.SHUT_RDWR)
