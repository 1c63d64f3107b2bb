import pytest
import torch

from app.engine.session import Session
from app.engine.standing import standing
from tests.engine.test_train import config


def test_gradients_are_those_of_the_step_that_comes(network, dataset):
    session, other = (Session(network, config(), dataset) for _ in range(2))
    before = session.weights()
    told = {layer.path: layer for layer in standing(session).layers}
    assert all(torch.equal(before[name], tensor) for name, tensor in session.weights().items())
    other.advance()
    for path in ("c1", "out"):
        slope = other.module.get_parameter(f"{path}.weight").grad
        assert told[path].gradient_norm == pytest.approx(float(slope.detach().norm()), rel=1e-5)
        assert told[path].weight_norm == pytest.approx(float(before[f"{path}.weight"].norm()))
        assert told[path].update_ratio is None
