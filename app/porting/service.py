"""Exports and imports as the web sees them: each in a disposable worker, a few at a time."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app.errors import TooMany, Unavailable
from app.network.export.job import ExportJob, Weights
from app.network.export.mermaid import mermaid
from app.network.imports.errors import NotUnderstood
from app.network.imports.sizes import Size
from app.network.spec import NetworkSpec
from app.network.validate import validate
from app.processes import ChannelClosed, spawn
from app.processes.errors import as_error

EXPORTER, IMPORTER = "app.porting.worker:take_home", "app.porting.worker:bring_in"
EXPORT_SECONDS, IMPORT_SECONDS = 120.0, 10.0
EXPORT_MEMORY, IMPORT_MEMORY = 8 << 30, 2 << 30
"""Of one worker, what it shares with the others included."""
NICE = 5
AT_ONCE = 2
MAX_WAITING = 16


class Porting:
    """Writes and reads files of networks. `folder` is its own, for what lives no longer than a request."""

    def __init__(
        self, folder: Path, export_seconds: float = EXPORT_SECONDS, import_seconds: float = IMPORT_SECONDS
    ) -> None:
        self._folder = folder
        self._export_seconds, self._import_seconds = export_seconds, import_seconds
        self._places = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0

    async def start(self) -> None:
        """Sweep away what an earlier server left behind."""
        await asyncio.to_thread(shutil.rmtree, self._folder, ignore_errors=True)
        await asyncio.to_thread(self._folder.mkdir, parents=True)

    def scratch(self) -> Path:
        """A name for a file that is deleted again."""
        return self._folder / secrets.token_hex(8)

    async def export(
        self,
        spec: NetworkSpec,
        form: str,
        target: Path,
        weights: Weights | None = None,
        recipe: dict[str, Any] | None = None,
    ) -> float | None:
        """Write the file of an analysed network; gives its largest difference to the network's own output, as a
        share of the largest output where that is above 1; None for a diagram, which computes nothing. `recipe`
        makes the weights of a network that was edited by hand (`ExportJob.recipe`).

        Raises ExportMismatch where it would give another output, NotInstalled, TooMany, Unavailable.
        """
        if form == "mermaid":
            await asyncio.to_thread(target.write_text, mermaid(spec))
            return None
        job = ExportJob(form, spec.model_dump(mode="json"), str(target), weights, recipe)
        answer = await self._ask(EXPORTER, job.message(), self._export_seconds, EXPORT_MEMORY)
        return float(answer["difference"])

    async def read(self, path: Path, form: str, size: Size) -> NetworkSpec:
        """The network in a file, `form` being `source` or `onnx`.

        Raises NotUnderstood with the place of what is not, NotInstalled, TooMany.
        """
        sides = {"channels": size.channels, "height": size.height, "width": size.width}
        message = {"path": str(path), "form": form, "size": sides}
        try:
            answer = await self._ask(IMPORTER, message, self._import_seconds, IMPORT_MEMORY)
        except Unavailable:
            raise NotUnderstood("it takes too much time or memory to read") from None
        return validate(NetworkSpec, answer["spec"])

    async def _ask(self, target: str, message: dict[str, Any], seconds: float, memory: int) -> dict[str, Any]:
        async with self._place():
            worker = await spawn(target, "porting", nice=NICE, memory=memory)
            try:
                async with asyncio.timeout(seconds):
                    await worker.send(message)
                    answer = await worker.receive()
            except (ChannelClosed, TimeoutError):
                raise Unavailable("The worker took too long, or was lost.", code="worker_lost") from None
            finally:
                worker.close()
        assert isinstance(answer, dict)
        if answer["type"] == "error":
            raise as_error(answer)
        return answer

    @asynccontextmanager
    async def _place(self) -> AsyncIterator[None]:
        """Wait for a turn. Raises TooMany where too many wait."""
        if self._waiting >= MAX_WAITING:
            raise TooMany("Too many networks are being exported or imported; try again in a moment.")
        self._waiting += 1
        try:
            async with self._places:
                yield
        finally:
            self._waiting -= 1
