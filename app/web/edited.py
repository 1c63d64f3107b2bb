"""Files of networks that were edited by hand, with the weights that this gave them."""

import asyncio
from dataclasses import replace
from typing import Any

from fastapi.responses import FileResponse

from app.errors import ErrorEntry, InvalidInput
from app.live.models import Resolved
from app.network.export.job import Weights
from app.porting.zoo import takeaway
from app.protocol.model import Model
from app.web.porting import made_file, model_file, run_file
from app.web.services import Services


async def edited_file(services: Services, model: Model, form: str) -> FileResponse:
    """The file of whatever `model` stands for: of a reference as it was trained, of a description with what was set
    by hand, its weights as the live model has them.

    Raises NotFound, InvalidNetwork and InvalidInput with pointers below `/model`, Conflict where a notebook's images
    are not here, and as `Porting.export`.
    """
    if isinstance(model, str):
        return await _as_trained(services, model, form)
    resolved = await services.models.resolve(model)
    base = await _base(services, model.weights_from) if model.weights_from else None
    weights = base and replace(base, run="", step=0, test_accuracy=None, classes=resolved.classes)
    if form == "notebook":
        await _check_images(services, resolved, weights)
    return await made_file(services, resolved.spec, form, weights, resolved.recipe)


async def _as_trained(services: Services, ref: str, form: str) -> FileResponse:
    if not ref.startswith("run:"):
        return await model_file(services, ref, form)
    run, step = _parts(ref)
    return await run_file(services, run, form, step)


async def _base(services: Services, ref: str) -> Weights:
    if ref.startswith("run:"):
        run, step = _parts(ref)
        return (await services.runs.takeaway(run, step))[1]
    return takeaway(ref, services.settings.data_dir)[1]


def _parts(ref: str) -> tuple[str, int | None]:
    """Id and step of `run:ID[@STEP]`."""
    run, _, step = ref.removeprefix("run:").partition("@")
    return run, int(step) if step else None


async def _check_images(services: Services, resolved: Resolved, weights: Weights | None) -> None:
    """A notebook shows the network the images that the model was trained on, and counts right answers."""
    if weights is None:
        raise _refused(
            "no_images", "A notebook needs images: begin with a trained model, or take the source.", {}
        )
    info = services.library.info(weights.dataset)
    image = (info.input.channels, info.input.height, info.input.width)
    scores = (len(info.classes),)
    if image != tuple(resolved.spec.input.shape) or tuple(resolved.summary.output_shape) != scores:
        detail = (
            "The network no longer fits the images of {dataset}: take the source and the weights instead."
        )
        params = {"dataset": weights.dataset}
        raise _refused("other_images", detail.format(**params), params)
    await asyncio.to_thread(services.library.prepare, weights.dataset)


def _refused(code: str, detail: str, params: dict[str, Any]) -> InvalidInput:
    entry = ErrorEntry(pointer="/model", code=code, detail=detail, params=params)
    return InvalidInput(detail, code=code, errors=[entry])
