"""Our overlays, applied by other people's tools."""

import copy
import json
import subprocess

from oas_patch.overlay import apply_overlay

from common import ROOT, corrected, python

TITLE = "Overlays"
ABOUT = (
    "The overlays of `schema/`, applied to `schema/openapi.json` one after the other. The last column compares the document "
    "with the one that `cargo xtask schema corrected` prints."
)
COLUMNS = ["tried", "seen", "genauth"]

NPM = ["openapi-format@1.33.6", "bump-cli@2.11.0"]
OVERLAYS = [ROOT / "schema/overlay.json", ROOT / "schema/words.json"]
SAME = "the same document"


def versions():
    return [package.replace("@", " ") for package in NPM] + python("oas-patch")


def rows(machine):
    folder = machine.npm(*NPM)
    ours = corrected()
    commands = {
        "openapi-format": ["openapi-format", "{document}", "--no-sort", "--no-bundle", "--json", "--overlayFile", "{overlay}", "-o", "{result}"],
        "bump-cli": ["bump", "overlay", "{document}", "{overlay}", "-o", "{result}"],
    }
    for name, words in commands.items():
        document = ROOT / "schema/openapi.json"
        for overlay in OVERLAYS:
            result = folder / f"{name}-{overlay.name}"
            result.unlink(missing_ok=True)  # bump-cli would ask before it overwrites
            filled = [word.format(document=document, overlay=overlay, result=result) for word in words]
            subprocess.run(["node_modules/.bin/" + filled[0], *filled[1:]], check=True, capture_output=True, cwd=folder, timeout=120)
            document = result
        theirs = json.loads(document.read_text())
        yield f"{name}, both overlays", "applies every action", SAME if theirs == ours else "another document", SAME
    yield from of_oas_patch(ours)


def of_oas_patch(ours):
    """It can't update an element of a list. In our overlays these are parameters, which the comparison leaves out."""
    document = json.loads((ROOT / "schema/openapi.json").read_text())
    refused = others = 0
    for overlay in OVERLAYS:
        overlay = json.loads(overlay.read_text())
        for action in overlay["actions"]:
            before = copy.deepcopy(document)
            try:
                document = apply_overlay(document, overlay | {"actions": [action]})
                others += 1
            except TypeError:
                document = before
                refused += 1
                if ".parameters[" not in action["target"]:
                    yield f"oas-patch, {action['target']}", "raises", "another document", SAME
    seen = f"raises for {refused} updates of a list's element, applies the other {others} actions"
    without = [without_parameters(made) for made in (document, ours)]
    same = "the same document but for these elements"
    yield "oas-patch, both overlays, action by action", seen, same if without[0] == without[1] else "another document", same


def without_parameters(value):
    if isinstance(value, dict):
        return {key: without_parameters(inner) for key, inner in value.items() if key != "parameters"}
    return [without_parameters(inner) for inner in value] if isinstance(value, list) else value
