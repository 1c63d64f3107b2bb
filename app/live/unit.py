"""The arithmetic of one number of one image, asked for once: what `POST /api/v1/units` is made of."""

from app.errors import ErrorEntry, InvalidInput
from app.images.decode import Decoded
from app.images.preprocess import Preprocess
from app.live.batch import LiveWorkers
from app.live.conversation import infer_request
from app.live.look import opened
from app.live.models import Models, Resolved
from app.network.complaints import nearest
from app.protocol import AskUnit, Infer, UnitAnswer
from app.protocol.model import Model


async def unit(
    workers: LiveWorkers,
    models: Models,
    model: Model,
    image: Decoded,
    preprocess: Preprocess,
    place: AskUnit,
) -> UnitAnswer:
    """Show `image` to `model` and ask how one number comes about; raises `PlaygroundError`."""
    network = await models.resolve(model)
    check_place(network, place)
    async with opened(workers, network) as (service, session, _):
        message = Infer(type="infer", seq=0, pixels=image.pixels, preprocess=preprocess, layers=[])
        shown = infer_request(session, image, message)
        await service.call(session, lambda: shown)
        asked = {**place.model_dump(mode="json"), "session": session.number}
        answer = await service.call(session, lambda: asked)
    return UnitAnswer.model_validate(answer)


def check_place(network: Resolved, place: AskUnit) -> None:
    """Raise `InvalidInput` for a node that the network does not have, or a unit outside its output."""
    shapes = {node.path: node.out_shape for node in network.summary.nodes}
    shapes["input"] = network.spec.input.shape
    if place.path not in shapes:
        near = nearest(place.path, shapes)
        detail = "The network has no node of this path" + (f"; did you mean {near}?" if near else ".")
        raise _fault("/path", "unknown", detail, **({"nearest": near} if near else {}))
    sides = (*shapes[place.path], 1, 1)
    for name, side in zip(("channel", "y", "x"), sides, strict=False):
        if getattr(place, name) >= side:
            detail = f"Units are counted from 0 to {side - 1} here."
            raise _fault(f"/{name}", "out_of_range", detail, bound="le", limit=side - 1)


def _fault(pointer: str, code: str, detail: str, **params: str | int | float) -> InvalidInput:
    return InvalidInput(
        detail, code=code, errors=[ErrorEntry(pointer=pointer, code=code, detail=detail, params=params)]
    )
