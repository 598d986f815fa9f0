"""The vendor's own documents: every operation of each, sliced, generated and compiled."""

import json
import os
import pathlib
import shutil
import subprocess

from common import ROOT, xtask

TITLE = "The vendor's documents"
ABOUT = (
    "Editions of the vendor's OpenAPI document, which no package has: `scripts/interop --documents FOLDER revisions` "
    "reads the JSON files in FOLDER that have all operations of this crate. Every operation is added to a copy of "
    "this project, which is generated and compiled."
)
COLUMNS = ["tried", "seen", "genauth"]
RIGHT = "compiles; none that answers an envelope is refused"


def versions():
    return ["one for each row"]


def has_ours(path):
    """Whether this is a document, and has the operations of `schema/`."""
    own = json.loads((ROOT / "schema/openapi.json").read_text())
    try:
        return json.loads(path.read_text())["paths"].keys() >= own["paths"].keys()
    except (ValueError, TypeError, KeyError):
        return False


def rows(machine):
    for path in filter(has_ours, sorted(pathlib.Path(os.environ["DOCUMENTS"]).glob("*.json"))):
        tree = machine.work / "revision"
        shutil.rmtree(tree, ignore_errors=True)
        subprocess.run(["bash", ROOT / "scripts/copy-tree", tree], check=True)
        operations = [line.split(" ") for line in xtask(ROOT, "operation", "list", path).stdout.splitlines()]
        added = [xtask(tree, "operation", "add", where, path, "--method", method) for method, where in operations]
        refused = [done.stderr for done in added if done.returncode]
        # Operations that answer no envelope can't be called.
        wrong = [told for told in refused if "calls operations that answer" not in told]
        # Without `codegen` the crate has the same generated text, and compiles in less time.
        words = ["cargo", "check", "--quiet", "--lib", "--no-default-features", "--features", "rustls,blocking,account"]
        words += ["--target-dir", f"{os.environ['CARGO_TARGET_DIR']}/scratch"]
        compiled = subprocess.run(words, cwd=tree, capture_output=True, text=True)
        print(*wrong, compiled.stderr, sep="")
        seen = f"{len(added) - len(refused)} operations generate and compile, {len(refused)} are refused"
        outcome = RIGHT if not wrong and compiled.returncode == 0 else "refuses one of these, or doesn't compile"
        yield path.name, seen, outcome, RIGHT
