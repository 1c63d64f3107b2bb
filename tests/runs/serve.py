"""A server with nothing but runs, to be killed: `python -m tests.runs.serve DATA_DIR`.

Creates a run where there is none, prints its id, then serves until killed.
"""

import asyncio
import sys
from pathlib import Path

from app.datasets.registry import Library
from app.runs.service import RunService
from tests.runs.conftest import LIMITS, asked


async def main(data_dir: Path) -> None:
    """Serve."""
    runs = RunService(data_dir, Library(data_dir), LIMITS)
    await runs.start()
    training = {"epochs": 3, "checkpoint_every": 5, "pace": 40.0}
    print((await runs.create(asked(training=training))).id, flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
