"""The arithmetic of one number of one image, asked for once: what `POST /api/v1/units` is made of."""

from app.images.decode import Decoded
from app.images.preprocess import Preprocess
from app.live.batch import LiveWorkers
from app.live.conversation import infer_request
from app.live.look import opened
from app.live.models import Models
from app.live.places import check_place
from app.live.questions import BATCH_WORK, LIVE_WORK, gradient_work, worker_gradient
from app.live.reference import References
from app.protocol import AskUnit, Infer, UnitAnswer
from app.protocol.mode import Passing
from app.protocol.model import Model


async def unit(
    workers: LiveWorkers,
    models: Models,
    model: Model,
    image: Decoded,
    preprocess: Preprocess,
    place: AskUnit,
    passing: Passing,
    references: References,
) -> UnitAnswer:
    """Show `image` to `model` and ask how one number comes about; raises `PlaygroundError`."""
    network = await models.resolve(model)
    check_place(network, place)
    gradient = worker_gradient(network, place.gradient, BATCH_WORK)
    takes_long = gradient is not None and gradient_work(network) > LIVE_WORK
    async with opened(workers, network, takes_long) as (service, session, _):
        message = Infer(
            type="infer",
            seq=0,
            pixels=image.pixels,
            preprocess=preprocess,
            layers=[],
            mode=passing.mode,
            mask_seed=passing.mask_seed,
        )
        others = await references.beside(network, passing)
        shown = infer_request(session, image, message, others=others)
        await service.call(session, lambda: shown)
        asked = {**place.model_dump(mode="json"), "gradient": gradient, "session": session.number}
        answer = await service.call(session, lambda: asked)
    return UnitAnswer.model_validate(answer)
