"""How many random networks a test tries: some in `make test`, all in `make property`."""

import os

ALL = 2000


def amount(usual: int) -> int:
    """The number for `max_examples`."""
    return ALL if os.environ.get("PROPERTY") == "all" else usual
