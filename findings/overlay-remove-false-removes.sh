#!/usr/bin/env bash
# Needs node, npm, and python3 with venv and pip. Packages: bump-cli 2.11.0, openapi-overlays-js 0.2.0,
# openapi-format 1.33.6 (npm), oas-patch 0.6.0 (PyPI).
#
# Expected: an overlay action with `remove: false` and an `update` is an update; `false` is the default of OpenAPI
# Overlay 1.0, so that the member changes nothing.
# Seen: bump-cli, oas-patch and openapi-overlays-js remove the target, since they ask only whether `remove` is there.
# openapi-format keeps the target and drops the update. None of the four says a word, and all exit with 0.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
npm install --silent --ignore-scripts --no-audit --no-fund --prefix "$work" \
    bump-cli@2.11.0 openapi-overlays-js@0.2.0 openapi-format@1.33.6
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check oas-patch==0.6.0 PyYAML==6.0.3
cd "$work"

cat >api.json <<'J'
{"openapi": "3.0.3", "info": {"title": "Pets", "version": "1", "license": {"name": "MIT"}}, "paths": {}}
J
cat >overlay.json <<'J'
{"overlay": "1.0.0", "info": {"title": "Change", "version": "1"},
 "actions": [{"target": "$.info.license", "update": {"name": "ISC"}, "remove": false}]}
J
bin=node_modules/.bin
timeout 60 $bin/bump overlay api.json overlay.json -o bump-cli.json >/dev/null 2>&1
timeout 60 venv/bin/oas-patch overlay api.json overlay.json -o oas-patch.json >/dev/null
timeout 60 $bin/overlayjs --openapi api.json --overlay overlay.json >openapi-overlays-js.json
timeout 60 $bin/openapi-format api.json --no-sort --json --overlayFile overlay.json -o openapi-format.json >/dev/null 2>&1
seen=$(venv/bin/python - <<'PY'
import yaml
names = ["bump-cli", "oas-patch", "openapi-overlays-js", "openapi-format"]
licenses = [yaml.safe_load(open(f"{name}.json"))["info"].get("license", {}).get("name", "removed") for name in names]
print(", ".join(f"{name}: {license}" for name, license in zip(names, licenses)))
PY
)
echo "$seen"
[ "$seen" = "bump-cli: removed, oas-patch: removed, openapi-overlays-js: removed, openapi-format: MIT" ]
