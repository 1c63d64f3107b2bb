#!/bin/sh
# Every test: the backend's, the page's own, then the real browser's (last: Playwright's loop disturbs asyncio).
# Two processes at a time: most tests wait for servers and workers of their own. They compare with the
# processor's numbers: a GPU is shown only to what is about it.
set -eu
PLAYGROUND_CHROMIUM="$(python -m scripts.browser)"
export PLAYGROUND_CHROMIUM
CUDA_VISIBLE_DEVICES= python -m pytest -n 2 tests --ignore=tests/e2e
python -m pytest tests/engine/test_playback.py
python -m scripts.npm run test --silent
python -m pytest -n 2 --dist loadfile tests/e2e
