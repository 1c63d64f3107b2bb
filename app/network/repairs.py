"""Changes that solve a shape problem. Every one is tried on the network before it is offered."""

import json
from typing import Any

import jsonpatch
from pydantic import ValidationError

from app.errors import Repair
from app.network.candidates import candidates
from app.network.follow import Follower, Stuck
from app.network.merge_candidates import FIRST_BRANCH, ONE_WAY, REMOVE_BRANCH
from app.network.names import name_faults
from app.network.spec import NetworkSpec
from app.network.walk import places

MAX_REPAIRS = 4
REMOVALS = ("remove_layer", "remove_block", ONE_WAY, REMOVE_BRANCH, FIRST_BRANCH)
WHOLE, PAST, NOT = 0, 1, 2
"""After a repair the whole network works; works further than before; does not."""


def repairs_for(spec: NetworkSpec, stuck: Stuck) -> list[Repair]:
    """Up to four repairs, those first after which nothing is wrong any more, else in the order of `candidates`.

    Repairs that lead to a further problem are offered only where nothing but doing without would leave none.
    """
    distinct = {json.dumps(repair.patch): repair for repair in candidates(spec, stuck)}
    tried = [(outcome(spec, stuck, repair), repair) for repair in distinct.values()]
    kept = sorted((found for found in tried if found[0] != NOT), key=lambda found: found[0])
    whole = [repair for found, repair in kept if found == WHOLE]
    if any(repair.code not in REMOVALS for repair in whole):
        return whole[:MAX_REPAIRS]
    return [repair for _, repair in kept[:MAX_REPAIRS]]


def outcome(spec: NetworkSpec, stuck: Stuck, repair: Repair) -> int:
    """What becomes of the network: `WHOLE`, `PAST`, or `NOT` where the problem stays or a new one precedes it."""
    try:
        repaired = patched(spec, repair.patch)
    except (ValidationError, jsonpatch.JsonPatchException):
        return NOT
    if any(name_faults(repaired.layers)):
        return NOT
    follower = Follower(repaired.size_rule == "strict")
    try:
        follower.network(repaired)
    except Stuck as then:
        before, after = _around(spec, stuck.path)
        left = sum(1 for _ in places(repaired)) - follower.passed - 1
        further = left < after and (follower.passed >= before or repair.code in REMOVALS)
        another = left == after and follower.passed >= before and then.problem.code != stuck.problem.code
        return PAST if further or another else NOT
    return WHOLE if repaired.layers else NOT


def patched(spec: NetworkSpec, patch: list[dict[str, Any]]) -> NetworkSpec:
    """The network after a JSON Patch."""
    document = spec.model_dump(mode="json", exclude_none=True)
    return NetworkSpec.model_validate_json(json.dumps(jsonpatch.apply_patch(document, patch, in_place=True)))


def _around(spec: NetworkSpec, path: str) -> tuple[int, int]:
    """How many nodes run before and after the one at `path`."""
    paths = [place.path for place in places(spec)]
    before = paths.index(path)
    return before, len(paths) - before - 1
