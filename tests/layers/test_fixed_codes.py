"""Output codes that are not trained."""

import torch

from app.layers.linear import Linear

CODES = Linear(out_features=10, fixed=True)


def test_there_is_nothing_to_train() -> None:
    module = CODES.build((84,))
    assert list(module.parameters()) == []
    assert dict(CODES.params((84,))) == {}
    assert CODES.count((84,)) is None


def test_codes_are_signs_and_the_same_in_every_network() -> None:
    weight = CODES.build((84,)).get_buffer("weight")
    assert set(weight.unique().tolist()) == {-1.0, 1.0}
    assert torch.equal(weight, CODES.build((84,)).get_buffer("weight"))
    assert len({tuple(code) for code in weight.tolist()}) == 10


def test_under_a_softmax_the_scores_are_distances_to_the_codes() -> None:
    module = CODES.build((84,))
    x = torch.randn(5, 84)
    distances = torch.cdist(x, module.get_buffer("weight")).square()
    torch.testing.assert_close(module(x).softmax(1), (-distances / 2).softmax(1), atol=1e-4, rtol=1e-4)
