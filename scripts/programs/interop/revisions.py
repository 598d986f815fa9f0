"""The vendor's own documents: every operation of each, sliced, generated and compiled."""

import json
import os
import pathlib
import re
import subprocess

from common import ROOT

TITLE = "The vendor's documents"
ABOUT = (
    "Editions of the vendor's OpenAPI document, which no package has: `scripts/interop --documents FOLDER revisions` takes the JSON files of a "
    "folder. `scripts/whole-document` adds every operation to a copy of this project, generates, and compiles."
)
COLUMNS = ["tried", "seen", "genauth"]
RIGHT = "compiles; none that answers an envelope is refused"


def versions():
    return ["one for each row"]


def documents():
    return [path for path in sorted(pathlib.Path(os.environ["DOCUMENTS"]).glob("*.json")) if is_document(path)]


def is_document(path):
    try:
        return "paths" in json.loads(path.read_text())
    except (ValueError, TypeError):
        return False


def rows(machine):
    for path in documents():
        done = subprocess.run(["bash", ROOT / "scripts/whole-document", path], capture_output=True, text=True)
        last = (done.stdout.strip().splitlines() or ["nothing"])[-1]
        counted = re.match(r"(\d+ operations generate and compile, \d+ are refused)", last)
        if done.returncode:
            print(done.stdout, done.stderr)
        seen = counted[1] if counted else last
        yield path.name, seen, RIGHT if done.returncode == 0 else "refuses one that answers an envelope, or doesn't compile", RIGHT
