"""`make bench`: every measurement, one after the other; `python -m bench engine_throughput` runs one alone."""

import pkgutil
import subprocess
import sys
from pathlib import Path

NOT_MEASUREMENTS = {"__main__", "contestants", "loops", "measure", "networks", "pairing"}
ALONE = {"page_memory"}
"""Takes half an hour: only when asked for."""


def names() -> list[str]:
    """The measurements of this folder."""
    found = {module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)])}
    return sorted(found - NOT_MEASUREMENTS - ALONE)


def main(asked: list[str]) -> int:
    """Each in a process of its own, so that none inherits the threads or memory of another."""
    status = 0
    for name in asked or names():
        print(f"\n== {name}", flush=True)
        status |= subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
