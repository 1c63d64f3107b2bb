"""What a unit reads of one node, and what is known of it."""

from dataclasses import dataclass

from app.engine.explained import Explained
from app.engine.terms import Patch, Terms


@dataclass(frozen=True)
class Read:
    """What a unit reads of one node."""

    path: str
    patch: Patch
    terms: Terms
    explained: Explained
