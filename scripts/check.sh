#!/bin/sh
# Lint, types, import floors, generated files up to date; says nothing but what is wrong.
set -eu
ruff check --quiet .
ruff format --check --quiet .
mypy
lint-imports --no-timing >/tmp/lint-imports.$$ 2>&1 || { cat /tmp/lint-imports.$$; rm -f /tmp/lint-imports.$$; exit 1; }
rm -f /tmp/lint-imports.$$
python -m scripts.npm run lint --silent
python -m scripts.npm run check --silent
before=$(cksum static/src/gen/api.ts)
PYTHON=python python -m scripts.npm run gen --silent
[ "$before" = "$(cksum static/src/gen/api.ts)" ] || { echo "static/src/gen/api.ts was out of date: commit it"; exit 1; }
