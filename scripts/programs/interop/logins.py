"""Other people's clients log in at the tenant of `genauth::mock`, from the first request to the end of the session."""

import os
import shutil
import subprocess
import sys

from common import HERE, ROOT, Crate, python

TITLE = "Logins"
ABOUT = (
    "Other people's clients log in at the tenant of the feature `mock`. [Login](login.md) says what each needs. "
    "The programs are in `scripts/programs/interop/logins` and, for headless Chromium, in `tests/browser`."
)
COLUMNS = ["tried", "seen", "the tenant"]

NPM = ["openid-client@6.9.0", "@authing/web@5.1.21"]
EACH = "login, userinfo, introspection, refresh, client credentials, revocation"
END = "end of session"
BROWSER = ["bash", ROOT / "scripts/browser"]


def versions():
    npm = [" ".join(package.rsplit("@", 1)) for package in NPM]
    return npm + python("Authlib", "authing") + ["openidconnect of examples/login"]


def rows(machine):
    if not shutil.which("chromedriver"):
        raise SystemExit("logins: chromedriver is missing: install Debian's packages chromium and chromium-driver")
    folder = machine.npm(*NPM)
    # Node looks for packages in the program's folder.
    shutil.copy(HERE / "logins/openid-client.mjs", folder)
    modules = folder / "node_modules"
    page = [modules / "axios/dist/axios.min.js", modules / "@authing/web/dist/global/index.global.js"]
    browser = ["--manifest-path", ROOT / "tests/browser/Cargo.toml", "--example", "web_sdk", "--", *page]
    environment = os.environ | {"NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1"}
    with Crate(machine.crate, "http://127.0.0.1:1") as crate:
        tenant = crate.ask({"tenant": {}})
        place = [tenant["url"], tenant["app_id"], tenant["secret"]]
        for name, does, command in [
            ("openid-client, Basic and Post", f"{EACH}, {END}", ["node", folder / "openid-client.mjs", *place]),
            ("Authlib, Basic and Post", EACH, [sys.executable, HERE / "logins/authlib_login.py", *place]),
            (
                "authing for Python, Post, Basic and none",
                f"{EACH}, introspection offline, {END}",
                [sys.executable, HERE / "logins/authing_login.py", *place],
            ),
            ("openidconnect, in Chromium", "login, reload, another `state`, cancel, refresh, logout, two users", BROWSER),
            (
                "@authing/web, in Chromium",
                "login, profile, refresh, introspection, login by a hidden frame, logout",
                ["cargo", "run", "--quiet", *browser],
            ),
        ]:
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
            if done.returncode:
                print(done.stdout, done.stderr, file=sys.stderr)
            yield name, does, "fails" if done.returncode else "answers each", "answers each"
