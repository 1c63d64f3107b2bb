"""What is offered for every problem of shapes, in order; `test_trees` tries repairs on random networks."""

from typing import Any

import jsonpatch
import pytest

from app.errors import ErrorEntry, InvalidNetwork
from app.layers import LAYERS
from app.network.candidates import CANDIDATES
from app.network.parse import parse_network
from app.network.summary import analyze

CONV, POOL, FLATTEN, LINEAR = "conv2d", "max_pool2d", "flatten", "linear"
TRANSPOSED = "conv_transpose2d"


def node(kind: str, **settings: Any) -> dict[str, Any]:
    """A node."""
    return {"kind": kind, **settings}


def network(*layers: dict[str, Any], channels: int = 2, side: int = 8, **more: Any) -> dict[str, Any]:
    """A description as it would be sent: without what has a default."""
    return {"input": {"channels": channels, "height": side, "width": side}, "layers": list(layers), **more}


def problem(document: dict[str, Any]) -> ErrorEntry:
    """What is wrong with it."""
    with pytest.raises(InvalidNetwork) as caught:
        analyze(parse_network(document))
    (entry,) = caught.value.errors
    return entry


STRICT = {"size_rule": "strict"}
BLOCK = node("residual", body=[node(CONV, out_channels=4, kernel_size=3, stride=2, padding=1)])
PROBLEMS = {
    "output_padding": (
        network(node(TRANSPOSED, stride=2, output_padding=3)),
        ["set_output_padding", "set_output_padding"],
    ),
    "nothing_left": (
        network(node(TRANSPOSED, padding=6)),
        ["set_padding", "set_padding"],
    ),
    "unflatten": (
        network(node(FLATTEN), node(LINEAR, out_features=50), node("unflatten", unflattened_size=[2, 7, 7])),
        ["set_unflattened_size", "set_unflattened_size", "set_out_features", "insert_linear"],
    ),
    "num_groups": (
        network(node(CONV, out_channels=6), node("group_norm", num_groups=4)),
        ["set_num_groups", "set_num_groups", "remove_layer"],
    ),
    "one_value": (
        network(node(CONV, kernel_size=8), node("group_norm", num_groups=8)),
        ["set_num_groups", "remove_layer"],
    ),
    "needs_tokens": (
        network(node("embedding"), channels=3),
        ["set_tokens"],
    ),
    "tokens_first": (
        {
            "input": {"channels": 1, "height": 8, "width": 1},
            "layers": [node("relu"), node("embedding", embedding_dim=5)],
        },
        ["move_first", "remove_layer"],
    ),
    "needs_vector": (
        network(node(LINEAR)),
        ["insert_flatten", "insert_global_avg_pool"],
    ),
    "needs_volume": (
        network(node("global_avg_pool"), node(LINEAR), node(CONV)),
        ["move_up", "remove_layer"],
    ),
    "window_too_large": (
        network(node(CONV, kernel_size=9)),
        ["set_padding", "set_padding", "set_kernel_size"],
    ),
    "same_stride": (
        network(node(CONV, padding="same", stride=2)),
        ["set_padding", "set_stride"],
    ),
    "groups": (
        network(node(CONV, out_channels=5, groups=2)),
        ["set_out_channels", "set_groups"],
    ),
    "connections": (
        network(node(CONV, out_channels=3, connections=[[0], [1]])),
        ["set_out_channels", "remove_connections"],
    ),
    "padding_too_wide": (
        network(node(CONV, kernel_size=5, padding=9, padding_mode="circular")),
        ["set_padding_mode", "set_padding"],
    ),
    "pool_padding": (
        network(node(POOL, padding=2)),
        ["set_padding", "set_kernel_size"],
    ),
    "does_not_fit": (
        network(node(POOL, kernel_size=3), **STRICT),
        ["set_kernel_size", "set_stride", "size_rule_floor"],
    ),
    "add_mismatch": (
        network(BLOCK),
        ["add_projection"],
    ),
    "concat_mismatch": (
        network(node("parallel", branches=[[node(CONV)], [node(CONV, kernel_size=5)]])),
        ["pad_same"],
    ),
    "stride_mismatch": (
        network(
            node("relu"),
            node("parallel", branches=[[node(POOL, kernel_size=2)], [node(CONV, kernel_size=5)]]),
        ),
        ["match_stride", "match_stride", "remove_branch"],
    ),
    "too_many_params": (
        network(node(FLATTEN), node(LINEAR, out_features=1_000_000), side=12),
        ["set_out_features", "remove_layer"],
    ),
    "too_much_memory": (
        network(node("relu"), node(CONV, out_channels=4096, kernel_size=1), side=512),
        ["set_out_channels", "remove_layer"],
    ),
    "too_many_macs": (
        network(node("relu"), node(CONV, out_channels=1024, kernel_size=21), channels=64, side=256),
        ["set_out_channels", "remove_layer"],
    ),
}


@pytest.mark.parametrize("reason", PROBLEMS)
def test_what_is_offered(reason: str) -> None:
    document, expected = PROBLEMS[reason]
    entry = problem(document)
    assert entry.params["reason"] == reason
    codes = [repair.code for repair in entry.repairs]
    assert codes[: len(expected)] == expected


@pytest.mark.parametrize("reason", PROBLEMS)
def test_every_repair_applies_to_the_request_and_solves_the_problem(reason: str) -> None:
    """On the document as it was sent, with its defaults left out."""
    document, _ = PROBLEMS[reason]
    for repair in problem(document).repairs:
        analyze(parse_network(jsonpatch.apply_patch(document, repair.patch)))


def test_every_problem_that_has_candidates_is_tried_here() -> None:
    assert set(CANDIDATES) <= set(PROBLEMS)


def test_the_best_repairs_leave_nothing_wrong() -> None:
    """A kernel of 7 would do for the convolution, but then the pool after it has no room."""
    document = network(node(CONV, kernel_size=9), node(POOL, kernel_size=3), channels=1, side=7)
    repairs = problem(document).repairs
    assert [repair.code for repair in repairs] == ["set_padding", "remove_layer"]
    for repair in repairs:
        analyze(parse_network(jsonpatch.apply_patch(document, repair.patch)))


WIDE, NARROW = [node(POOL, kernel_size=2)], [node(CONV, out_channels=2, kernel_size=5)]
LAST_RESORTS = {
    "one_way": network(node("residual", shortcut=[node(FLATTEN)])),
    "first_branch": network(node("parallel", branches=[[], [node(FLATTEN)], [node("global_avg_pool")]])),
    "remove_block": network(node("relu"), node(FLATTEN), node("auxiliary", head=[node(CONV)])),
}


@pytest.mark.parametrize("code", LAST_RESORTS)
def test_there_is_always_a_way_out(code: str) -> None:
    repair = next(repair for repair in problem(LAST_RESORTS[code]).repairs if repair.code == code)
    analyze(parse_network(jsonpatch.apply_patch(LAST_RESORTS[code], repair.patch)))


@pytest.mark.parametrize(
    ("branches", "stride"),
    [
        ([WIDE, NARROW], "2"),
        ([NARROW, [*WIDE, node("relu")]], "2"),
        ([WIDE, NARROW, [*NARROW, node("tanh")]], "1"),
        ([[node(POOL, kernel_size=[2, 1])], [node(CONV, kernel_size=[5, 1])]], "2×1"),
        ([WIDE, [node(CONV, kernel_size=3, padding="same"), *NARROW]], "2"),
    ],
)
def test_branches_are_made_to_move_alike(branches: Any, stride: str) -> None:
    """The output keeps its size, whichever of the branches gives way."""
    document = network(node("parallel", branches=branches))
    repairs = [repair for repair in problem(document).repairs if repair.code == "match_stride"]
    assert stride in [repair.params["stride"] for repair in repairs]
    for repair in repairs:
        summary = analyze(parse_network(jsonpatch.apply_patch(document, repair.patch)))
        height, width = summary.nodes[-1].receptive_field.stride or (0, 0)
        assert repair.params["stride"] in (f"{height:g}", f"{height:g}×{width:g}")
        assert summary.output_shape[1:] == (4, 8 if "×" in stride else 4)


def test_a_repair_may_lead_to_the_next_problem_but_never_to_an_earlier_one() -> None:
    entry = problem(network(node(LINEAR), node(CONV)))
    assert [repair.code for repair in entry.repairs] == [
        "remove_layer",
        "insert_flatten",
        "insert_global_avg_pool",
    ]


def test_of_two_problems_of_one_layer_one_is_solved_after_the_other() -> None:
    document = network(node(CONV, out_channels=4, kernel_size=3, groups=4), channels=1, side=2)
    first = problem(document).repairs[0]
    document = jsonpatch.apply_patch(document, first.patch)
    second = problem(document).repairs[0]
    assert [first.code, second.code] == ["set_groups", "set_padding"]
    analyze(parse_network(jsonpatch.apply_patch(document, second.patch)))


def test_a_norm_of_the_other_kind_of_input_changes_its_kind() -> None:
    vector = network(node(FLATTEN), node("batch_norm2d"), node("relu"))
    volume = network(node("batch_norm1d"), node("relu"))
    for document, kind in ((vector, "batch_norm1d"), (volume, "batch_norm2d")):
        repair = problem(document).repairs[0]
        assert (repair.code, repair.params) == ("set_kind", {"value": kind})


def test_a_vector_of_a_square_number_is_rolled_up_again() -> None:
    document = network(node(FLATTEN), node(LINEAR, out_features=49), node(CONV), channels=1)
    repair = next(one for one in problem(document).repairs if one.code == "insert_unflatten")
    assert repair.patch[0]["value"] == {"kind": "unflatten", "unflattened_size": [1, 7, 7]}


def test_a_branch_that_does_not_move_at_all_is_offered_no_stride() -> None:
    """Every dimension of an embedding stands for the same token: its total stride over the width is 0."""
    ways = [[node("embedding", embedding_dim=1)], [node(CONV, out_channels=1, kernel_size=1)]]
    document = network({"kind": "parallel", "branches": ways})
    document["input"] = {"channels": 1, "height": 12, "width": 1}
    codes = [repair.code for repair in problem(document).repairs]
    assert codes == ["remove_branch", "first_branch"]


def test_no_repair_empties_the_network() -> None:
    assert "remove_layer" not in [repair.code for repair in problem(network(node(LINEAR))).repairs]


def test_kernel_pairs_and_labels() -> None:
    entry = problem(network(node(CONV, kernel_size=[3, 9]), side=8))
    assert entry.repairs[0].label == "set padding to 1"
    assert entry.repairs[0].params == {"value": 1}
    assert entry.repairs[0].patch == [{"op": "add", "path": "/layers/0/padding", "value": 1}]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
def test_the_wrong_kind_of_input_always_has_a_repair(layer: Any) -> None:
    """Whether a layer wants a volume or a vector, where it gets the other there is a way out."""
    kind = layer.model_fields["kind"].default
    documents = [network(node(kind)), network(node(FLATTEN), node(kind))]
    assert all(not wrong or wrong[0].repairs for wrong in map(problems, documents))


def problems(document: dict[str, Any]) -> list[ErrorEntry]:
    """What is wrong with a network, if anything."""
    try:
        analyze(parse_network(document))
    except InvalidNetwork as found:
        return found.errors
    return []
