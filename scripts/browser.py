"""Find a Chromium for the browser tests, or install one; prints its path.

Looked for: `PLAYGROUND_CHROMIUM`, then the PATH. Where there is none: Debian's package (as root), else
Playwright's own download.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def installed() -> str | None:
    """The path of a browser that is already there."""
    chosen = os.environ.get("PLAYGROUND_CHROMIUM")
    if chosen:
        return chosen if Path(chosen).is_file() else None
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def install_debian() -> None:
    """`apt-get install chromium`, quietly; leaves no trace where it is refused."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def install_playwright() -> str | None:
    """Playwright's own Chromium, for machines that may download it."""
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr
    )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def find() -> str | None:
    """A browser's path, installing one if need be; None where none can be had."""
    if found := installed():
        return found
    install_debian()
    return installed() or install_playwright()


if __name__ == "__main__":
    path = find()
    if path is None:
        sys.exit("No Chromium found. Install one (apt-get install chromium) or set PLAYGROUND_CHROMIUM.")
    print(path)
