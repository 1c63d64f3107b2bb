"""How much a test tries: some random networks and small presets in `make test`, all in `make property`."""

import os

EVERYTHING = os.environ.get("PROPERTY") == "all"
ALL = 2000


def amount(usual: int) -> int:
    """The number for `max_examples`."""
    return ALL if EVERYTHING else usual
