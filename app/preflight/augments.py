"""Can the training images be changed so? Texts cannot: their pixels are the numbers of characters."""

from collections.abc import Iterator

from app.errors import ErrorEntry, Repair
from app.network.spec import NetworkSpec
from app.network.walk import places
from app.preflight.changes import set_value
from app.training.config import TrainConfig

POINTER = "/training/augmentation"


def augments(spec: NetworkSpec, config: TrainConfig) -> Iterator[ErrorEntry]:
    """The problem of a network that reads tokens and is to be shown them turned or cut."""
    if config.augmentation and any(place.node.kind == "embedding" for place in places(spec)):
        detail = "This network reads texts: characters cannot be turned, cut or coloured as pictures are."
        repair = Repair(
            label="Leave the texts as they are", code="no_augmentation", patch=[set_value(POINTER, [])]
        )
        yield ErrorEntry(pointer=POINTER, code="augment_text", detail=detail, repairs=[repair])
