#!/bin/sh
# Lint, types, import floors, generated files up to date; says nothing but what is wrong.
set -eu

# Run a command; print what it said only if it failed.
quietly() {
    said="$("$@" 2>&1)" || { printf '%s\n' "$said"; exit 1; }
}

quietly ruff check .
quietly ruff format --check .
quietly mypy
quietly lint-imports --no-logo
quietly python -m scripts.npm run lint
quietly python -m scripts.npm run check
before="$(cat static/src/gen/* | cksum)"
PYTHON=python quietly python -m scripts.npm run gen
[ "$before" = "$(cat static/src/gen/* | cksum)" ] || { echo "static/src/gen was out of date: commit it"; exit 1; }
