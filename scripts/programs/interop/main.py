"""Runs the parts of scripts/interop and writes their tables into docs/interop.md: main.py WORK PROGRAM PART…

A part is a module with `TITLE`, `ABOUT`, `COLUMNS`, `versions()` and `rows(machine)`. A row is what was tried, what the
other software did, what genauth did, and what genauth should do. The program fails if the last two differ. A part that
doesn't run keeps its section of the page.
"""

import importlib
import re
import sys
import warnings

warnings.simplefilter("ignore")  # Authlib asks for its successor

from common import ROOT, Machine

PAGE = ROOT / "docs/interop.md"
HEAD = """# Beside other software

Written by `scripts/interop`, which installs the named versions, runs them on this machine, and compares each row with
what this crate documents. A row that differs fails the script. What surprised us about the other software is in
[findings](../findings/README.md).
"""


def section(name, part, machine):
    lines = [f"## {part.TITLE}", "", part.ABOUT, "", f"Versions: {', '.join(part.versions())}.", ""]
    lines += [f"| {' | '.join(part.COLUMNS)} |", f"|{' --- |' * len(part.COLUMNS)}"]
    wrong = 0
    for tried, seen, ours, right in part.rows(machine):
        print(f"{name}: {tried}: {seen}; genauth {ours}" + ("" if ours == right else f", SHOULD BE {right}"), flush=True)
        wrong += ours != right
        lines.append(f"| {tried} | {seen} | {ours} |")
    return "\n".join(lines) + "\n", wrong


def main():
    work, program, *names = sys.argv[1:]
    machine = Machine(work, program)
    page = PAGE.read_text() if PAGE.exists() else HEAD
    known = dict(re.findall(r"(?ms)^(## [^\n]+)\n(.*?)(?=^## |\Z)", page))
    wrong = 0
    for name in names:
        part = importlib.import_module(name)
        text, failed = section(name, part, machine)
        wrong += failed
        title, _, rest = text.partition("\n")
        known[title] = rest
        PAGE.write_text(HEAD + "".join(f"\n{title}\n{rest.rstrip()}\n" for title, rest in sorted(known.items())))
    print(f"interop: {wrong} rows differ from what is documented" if wrong else "interop: every row is as documented")
    return wrong > 0


sys.exit(main())
