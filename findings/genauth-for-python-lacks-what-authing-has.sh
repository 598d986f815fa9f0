#!/usr/bin/env bash
# Needs python3 with venv and pip. Packages: authing 5.1.0 and genauth 5.1.0 (PyPI), the vendor's SDKs.
#
# Expected: `genauth`, the SDK under the service's new name, has what `authing` of the same version number has, so that
# a program changes its import and goes on.
# Seen: `get_profile` has no `with_department_ids`, `get_department_list` is missing, and so are sixty methods of the
# client for administrators. Nothing was added in their place.
# What helps: stay with `authing` 5.1.0 where the program uses one of these.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check authing==5.1.0 genauth==5.1.0 websockets==16.0
cat >"$work/run.py" <<'PY'
import inspect
import authing, genauth


def methods(client):
    found = inspect.getmembers(client, inspect.isfunction)
    return {name: set(inspect.signature(method).parameters) for name, method in found if not name.startswith("_")}


told = []
for kind in ["AuthenticationClient", "ManagementClient"]:
    old, new = (methods(getattr(package, kind)) for package in (authing, genauth))
    both = old.keys() & new.keys()
    shorter = sum(bool(old[name] - new[name]) for name in both)
    gone, added = len(old) - len(both), len(new) - len(both)
    told.append(f"{kind}: {gone} of {len(old)} methods gone, {shorter} lack arguments, {added} new")
old, new = (methods(package.AuthenticationClient)["get_profile"] for package in (authing, genauth))
print("; ".join(told), "get_profile lacks " + ", ".join(old - new), sep="; ")
PY
seen=$(timeout 60 "$work/venv/bin/python" "$work/run.py")
echo "$seen"
[ "$seen" = "AuthenticationClient: 1 of 113 methods gone, 1 lack arguments, 0 new; \
ManagementClient: 60 of 412 methods gone, 10 lack arguments, 0 new; get_profile lacks with_department_ids" ]
