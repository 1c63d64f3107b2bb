"""Does a network have this unit?"""

from app.errors import ErrorEntry, InvalidInput
from app.live.models import Resolved
from app.network.complaints import nearest
from app.protocol import AskUnit
from app.protocol.attribution import UnitPlace


def check_place(network: Resolved, place: AskUnit | UnitPlace) -> None:
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
