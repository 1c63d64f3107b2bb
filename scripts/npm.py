"""Run npm in `static/` with a fitting Node: `python -m scripts.npm run lint`."""

import subprocess
import sys
from pathlib import Path

from hatch_build import node_environment, system_npm, wheel_npm

STATIC = Path(__file__).parent.parent / "static"


def main(arguments: list[str]) -> int:
    """npm's own exit status; installs the page's packages first where they are missing."""
    npm = system_npm() or wheel_npm()
    env = node_environment(npm)
    if not (STATIC / "node_modules").is_dir():
        subprocess.run([*npm, "ci", "--no-audit", "--no-fund"], cwd=STATIC, env=env, check=True)
    return subprocess.run([*npm, *arguments], cwd=STATIC, env=env, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
