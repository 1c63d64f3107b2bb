"""Files of networks on their way out and in: made in workers, sent from disk, told apart by their content."""

import asyncio
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from app.errors import TooLarge, Unsupported
from app.network.export.job import Weights
from app.network.export.names import file_name
from app.network.imports.sizes import Size
from app.network.parse import parse_network
from app.network.spec import NetworkSpec
from app.network.summary import analyze
from app.porting import FORMATS
from app.porting.zoo import takeaway
from app.strict_json import loads
from app.web.bodies import NETWORK_BYTES, media_type, spool
from app.web.services import Services

IMPORT_BYTES = 256 * 1024 * 1024
"""Of an ONNX file, whose weights come with it; source and JSON may have as many bytes as a network."""
ONNX_HEAD = b"\x08"
"""An ONNX file begins with the tag of its format's version."""
DIFFERENCE = "X-Difference"
"""Header of a file: its largest difference to the network's own output when it was tried."""
TrainedFormat = Annotated[
    Literal["pytorch", "onnx", "notebook", "safetensors"],
    Query(alias="format", description="What kind of file."),
]
ONNX_TYPES = frozenset({"application/onnx", "application/x-onnx", "application/protobuf"})


async def network_file(services: Services, value: Any, form: str) -> FileResponse:
    """The file of a described network. Raises InvalidNetwork, and as `Porting.export`."""
    spec = await asyncio.to_thread(_working, value)
    target = services.porting.scratch()
    return await _made(services, spec, form, target)


async def model_file(services: Services, ref: str, form: str) -> FileResponse:
    """The file of a trained model. Raises NotFound, Conflict where a notebook's images are not here, and as
    `Porting.export`.
    """
    spec, weights = takeaway(ref, services.settings.data_dir)
    if form == "notebook":
        await asyncio.to_thread(services.library.prepare, weights.dataset)
    return await _made(services, spec, form, services.porting.scratch(), weights)


async def _made(
    services: Services,
    spec: NetworkSpec,
    form: str,
    target: Path,
    weights: Weights | None = None,
    recipe: dict[str, Any] | None = None,
) -> FileResponse:
    """A file that is gone once it is sent."""
    try:
        difference = await services.porting.export(spec, form, target, weights, recipe)
    except BaseException:
        _forget(target)
        raise
    return _sent(target, spec, form, difference, BackgroundTask(_forget, target))


async def made_file(
    services: Services, spec: NetworkSpec, form: str, weights: Weights | None, recipe: dict[str, Any]
) -> FileResponse:
    """The file of a network whose weights a recipe makes. Raises as `Porting.export`."""
    return await _made(services, spec, form, services.porting.scratch(), weights, recipe)


def _forget(path: Path) -> None:
    path.unlink(missing_ok=True)


def _working(value: Any) -> NetworkSpec:
    spec = parse_network(value)
    analyze(spec)
    return spec


async def run_file(services: Services, run_id: str, form: str, step: int | None = None) -> FileResponse:
    """The file of a run's checkpoint, the newest or that of a step, made once.

    Raises NotFound, and as `Porting.export`.
    """
    spec, weights = await services.runs.takeaway(run_id, step)
    target = services.runs.derived(run_id, f"{Path(weights.path).stem}.{form}")
    noted = target.with_name(f"{target.name}.difference")
    if not (target.exists() and noted.exists()):
        difference = await services.porting.export(spec, form, target, weights)
        await asyncio.to_thread(noted.write_text, repr(difference))
    return _sent(target, spec, form, float(await asyncio.to_thread(noted.read_text)))


def _sent(
    path: Path, spec: NetworkSpec, form: str, difference: float | None, after: BackgroundTask | None = None
) -> FileResponse:
    kind = FORMATS[form]
    headers = {} if difference is None else {DIFFERENCE: f"{difference:.3g}"}
    name = f"{file_name(spec)}.{kind.ending}"
    return FileResponse(path, headers=headers, media_type=kind.media_type, filename=name, background=after)


async def network_in(services: Services, request: Request, size: Size) -> NetworkSpec:
    """The network in a body: PyTorch source, an ONNX file, or a description as JSON.

    Raises Unsupported for anything else, TooLarge, and as `Porting.read`.
    """
    path = services.porting.scratch()
    try:
        head = await spool(request, path, IMPORT_BYTES)
        if head.startswith(ONNX_HEAD) or media_type(request) in ONNX_TYPES:
            return await services.porting.read(path, "onnx", size)
        text = await asyncio.to_thread(_text, path)
        if text.lstrip().startswith("{"):
            return parse_network(loads(text.encode()))
        return await services.porting.read(path, "source", size)
    finally:
        path.unlink(missing_ok=True)


def _text(path: Path) -> str:
    if path.stat().st_size > NETWORK_BYTES:
        raise TooLarge(f"A source may have at most {NETWORK_BYTES:,} bytes.", code="body_too_large")
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise Unsupported("Neither PyTorch source in UTF-8, nor an ONNX file, nor JSON.") from None
