# make run · make test · make check · make bench: each sets up what it needs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
# What an installed environment depends on; touching any of these installs again.
SETUP := pyproject.toml hatch_build.py static/package.json static/package-lock.json
PAGE := $(shell find static/src static/vite.config.ts -type f 2>/dev/null)

.PHONY: run test check property bench format gen clean

run: $(VENV)/.run
	$(BIN)/cnn-playground serve --port $(PORT)

test: $(VENV)/.dev
	PATH="$(abspath $(BIN)):$$PATH" sh scripts/test.sh

# Every random network that the tests know to make, not only some of them.
property: $(VENV)/.dev
	PROPERTY=all $(BIN)/python -m pytest --timeout 1800 tests/contracts

check: $(VENV)/.dev
	PATH="$(abspath $(BIN)):$$PATH" sh scripts/check.sh

bench: $(VENV)/.dev
	$(BIN)/python -m bench

format: $(VENV)/.dev
	$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .
	$(BIN)/python -m scripts.npm run format

gen: $(VENV)/.dev
	PYTHON="$(abspath $(BIN))/python" $(BIN)/python -m scripts.npm run gen

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: $(VENV)/bin/python $(SETUP) $(PAGE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/bin/python $(SETUP) $(PAGE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@ $(VENV)/.run

clean:
	rm -rf $(VENV) static/dist static/node_modules build dist
