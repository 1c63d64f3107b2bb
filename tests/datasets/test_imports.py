"""What opening a data set must not load: training workers and the decode process start without it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("app.datasets.registry", ("torch", "httpx", "mlxtend", "pandas", "asyncio")),
        ("app.images.worker", ("torch", "httpx", "fastapi", "asyncio")),
        ("app.datasets.zip_worker", ("torch", "httpx", "fastapi")),
        ("app.images.preprocess", ("torch", "scipy")),
    ],
)
def test_modules_stay_light(module: str, absent: tuple[str, ...]) -> None:
    code = f"import {module}, sys; print([name for name in {absent!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
