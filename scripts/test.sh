#!/bin/sh
# Every test: the backend's, the page's own, then the real browser's (last: Playwright's loop disturbs asyncio).
set -eu
PLAYGROUND_CHROMIUM="$(python -m scripts.browser)"
export PLAYGROUND_CHROMIUM
python -m pytest tests --ignore=tests/e2e
python -m scripts.npm run test --silent
python -m pytest tests/e2e
