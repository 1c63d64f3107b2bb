"""A pass as in training is torch's in training, with the same mask; and nothing of it stays."""

import copy

import numpy as np
import pytest
import torch
from torch import nn

from app.engine.backward import Score
from app.engine.live import LiveModel
from app.engine.training_pass import Training, in_training
from app.errors import InvalidInput
from tests.engine.conftest import bars, spec

CONV = {"kind": "conv2d", "name": "first", "out_channels": 6, "kernel_size": 3, "padding": 1}
FLAT = [{"kind": "flatten"}, {"kind": "linear", "name": "first", "out_features": 12}]
KINDS = {
    "batch norm of maps": [CONV, {"kind": "batch_norm2d", "name": "under"}],
    "batch norm without scale": [CONV, {"kind": "batch_norm2d", "name": "under", "affine": False}],
    "batch norm of vectors": [*FLAT, {"kind": "batch_norm1d", "name": "under"}],
    "dropout of maps' numbers": [CONV, {"kind": "dropout", "name": "under", "p": 0.4}],
    "dropout of vectors": [*FLAT, {"kind": "dropout", "name": "under", "p": 0.25}],
    "dropout of maps": [CONV, {"kind": "dropout2d", "name": "under", "p": 0.5}],
    "noise": [CONV, {"kind": "gaussian_noise", "name": "under", "std": 0.7}],
    "noise of vectors": [*FLAT, {"kind": "gaussian_noise", "name": "under", "std": 0.7}],
}
NETS = {
    "in a row": [
        CONV,
        {"kind": "batch_norm2d"},
        {"kind": "relu"},
        {"kind": "dropout2d", "p": 0.3},
        {"kind": "max_pool2d"},
        {"kind": "flatten"},
        {"kind": "linear", "out_features": 10},
        {"kind": "batch_norm1d"},
        {"kind": "tanh"},
        {"kind": "dropout", "p": 0.5},
        {"kind": "linear", "out_features": 4},
    ],
    "branched": [
        CONV,
        {"kind": "gaussian_noise", "std": 0.2},
        {
            "kind": "residual",
            "body": [{"kind": "batch_norm2d"}, {"kind": "relu"}, {"kind": "dropout", "p": 0.2}],
        },
        {
            "kind": "parallel",
            "branches": [[{"kind": "dropout2d", "p": 0.4}], [{"kind": "batch_norm2d"}], []],
        },
        {"kind": "auxiliary", "head": [{"kind": "dropout"}, {"kind": "flatten"}], "weight": 0.3},
        {"kind": "global_avg_pool"},
        {"kind": "dropout", "p": 0.5},
        {"kind": "linear", "out_features": 4},
    ],
}
OTHERS = bars(7, 5).images
IMAGE = bars(1, 9).images[0]
SEED = 11


def opened(layers):
    """With numbers by chance in every parameter and statistic, of which the training pass takes no notice."""
    model = LiveModel.open(spec(*layers), seed=3)
    with torch.no_grad():
        for part in model.module.modules():
            if isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d):
                part.running_mean.normal_()
                part.running_var.uniform_(0.5, 1.5)
                if part.affine:
                    part.weight.normal_()
                    part.bias.normal_()
    return model


def by_torch(model, path=None, others=OTHERS, seed=SEED):
    """What torch gives in training for the image as the first of the batch: of the network, or of one node."""
    module = copy.deepcopy(model.module).train()
    found = {}
    if path:
        module.get_submodule(path).register_forward_hook(lambda _, __, out: found.update(out=out))
    images = IMAGE[None] if others is None else np.concatenate([IMAGE[None], others])
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        torch.manual_seed(seed)
        out = module(model.normalise(torch.tensor(images)))
    return found.get("out", out)[0].numpy()


def units(shape):
    random = np.random.default_rng(1)
    sides = (*shape, 1, 1)[:3]
    return [(0, 0, 0), *(tuple(int(random.integers(side)) for side in sides) for _ in range(20))]


@pytest.mark.parametrize("name", KINDS)
def test_an_explained_unit_is_torchs_in_training(name):
    model = opened(KINDS[name])
    found = model.infer(IMAGE, training=Training(SEED, OTHERS))
    expected = by_torch(model, "under")
    assert found.batch == 8
    np.testing.assert_allclose(found.outputs["under"], expected, atol=1e-5)
    for unit in units(expected.shape):
        answer = model.unit("under", *unit)
        number = float(expected[unit[: expected.ndim]])
        assert (answer.mode, answer.batch, answer.training) == ("train", 8, [])
        assert answer.value == pytest.approx(number, abs=1e-5)
        assert answer.steps[-1].value == pytest.approx(number, abs=1e-5)
        assert answer.sum == pytest.approx(number, abs=1e-5)


@pytest.mark.parametrize("name", KINDS)
def test_its_slope_by_its_own_input_is_torchs_jacobian_in_training(name):
    model = opened(KINDS[name])
    model.infer(IMAGE, training=Training(SEED, OTHERS))
    batch = model.normalise(torch.tensor(np.concatenate([IMAGE[None], OTHERS])))
    inner = copy.deepcopy(model.module).train()
    parts = list(inner.children())
    start = nn.Sequential(*parts[:-1])(batch).detach().requires_grad_()
    for unit in units(start.shape[1:])[:6]:
        place = (0, *unit[: start.dim() - 1])
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(SEED)
            out = parts[-1](start)
        (slopes,) = torch.autograd.grad(out[place], start)
        answer = model.unit("under", *unit)
        np.testing.assert_allclose(np.ravel(answer.inputs[0].slopes), slopes[place].item(), atol=1e-5)


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("others", [None, OTHERS], ids=["alone", "in a batch"])
def test_a_whole_network_answers_as_torch_does_in_training(name, others):
    model = opened(NETS[name])
    if others is None and name == "in a row":
        model = opened([layer for layer in NETS[name] if layer["kind"] != "batch_norm1d"])
    found = model.infer(IMAGE, training=Training(SEED, others))
    np.testing.assert_allclose(found.logits, by_torch(model, others=others), atol=1e-5)


@pytest.mark.parametrize("of", ["score", "probability", "loss"])
@pytest.mark.parametrize("name", NETS)
def test_the_way_back_is_autograds_in_training(name, of):
    """Through the same masks, and through the statistics of the batch, on which all its images have a say."""
    model = opened(NETS[name])
    model.infer(IMAGE, training=Training(SEED, OTHERS))
    module, kept = copy.deepcopy(model.module).train().requires_grad_(), {}
    for path in ("first", "relu", "global_avg_pool"):
        part = dict(module.named_modules()).get(path)
        if part is not None:
            part.register_forward_hook(lambda _, __, out, path=path: kept.update({path: out}))
    batch = model.normalise(torch.tensor(np.concatenate([IMAGE[None], OTHERS]))).requires_grad_()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SEED)
        logits = module(batch)[0]
    scores = {
        "score": logits[2],
        "probability": logits.softmax(0)[2],
        "loss": nn.functional.cross_entropy(logits[None], torch.tensor([2])),
    }
    weight = module.get_submodule("first").weight
    wanted = {"input": batch, **kept}
    slopes = torch.autograd.grad(scores[of], [*wanted.values(), weight])
    before = state_of(model)
    for path, slope in zip(wanted, slopes[:-1], strict=True):
        for unit in units(slope.shape[1:])[:6]:
            told = model.unit(path, *unit, score=Score(of, 2)).gradient
            assert told.score == pytest.approx(scores[of].item(), rel=1e-4)
            assert told.value == pytest.approx(slope[0][unit[: slope.dim() - 1]].item(), rel=1e-3, abs=1e-6)
    told = model.unit("first", 4, 3, 3, score=Score(of, 2)).gradient
    np.testing.assert_allclose(told.kernel_total, slopes[-1][4], rtol=1e-3, atol=1e-6)
    assert same(before, state_of(model))
    assert not any(one.requires_grad for one in model.module.parameters())


def test_the_batch_norm_tells_mean_and_variance_of_its_batch():
    model = opened(KINDS["batch norm of maps"])
    model.infer(IMAGE, training=Training(0, OTHERS))
    with torch.no_grad():
        batch = model.normalise(torch.tensor(np.concatenate([IMAGE[None], OTHERS])))
        maps = model.module.get_submodule("first")(batch)[:, 2]
    steps = {step.symbol: step.value for step in model.unit("under", 2, 4, 4).steps}
    assert steps["μ"] == pytest.approx(maps.mean().item(), abs=1e-5)
    assert steps["σ²"] == pytest.approx(maps.var(correction=0).item(), rel=1e-5)
    norm = model.module.get_submodule("under")
    assert (steps["γ"], steps["β"]) == pytest.approx((norm.weight[2].item(), norm.bias[2].item()))


def test_the_same_seed_draws_the_same_mask_and_another_seed_another():
    model = opened(KINDS["dropout of maps' numbers"])
    first, again, other = (model.infer(IMAGE, training=Training(seed)).outputs["under"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert ((first == 0) != (other == 0)).any()
    assert (first == 0).mean() == pytest.approx(0.4, abs=0.1)


def state_of(model):
    modes = [part.training for part in model.module.modules()]
    tracks = [getattr(part, "track_running_stats", None) for part in model.module.modules()]
    return modes, tracks, {name: value.clone() for name, value in model.module.state_dict().items()}


def same(one, other):
    tensors = all(torch.equal(value, other[2][name]) for name, value in one[2].items())
    return one[:2] == other[:2] and tensors


@pytest.mark.parametrize("name", NETS)
def test_nothing_of_it_stays(name):
    model = opened(NETS[name])
    before, test = state_of(model), model.infer(IMAGE).logits
    torch.manual_seed(77)
    generator = torch.get_rng_state()
    model.infer(IMAGE, training=Training(SEED, OTHERS))
    assert torch.equal(torch.get_rng_state(), generator)
    assert same(before, state_of(model))
    np.testing.assert_array_equal(model.infer(IMAGE).logits, test)
    assert model.unit("first", 0, 1, 1).mode == "test"


def test_nothing_of_it_stays_after_a_failure():
    model = opened(NETS["in a row"])
    before, generator = state_of(model), torch.get_rng_state()
    with pytest.raises(InvalidInput) as problem:
        model.infer(IMAGE, training=Training(SEED))
    assert problem.value.code == "batch_of_one"
    with pytest.raises(RuntimeError), in_training(model.module, 1):
        model.module(torch.randn(2, 5))
    assert same(before, state_of(model))
    assert torch.equal(torch.get_rng_state(), generator)


def test_images_of_another_size_are_alone_in_their_batch():
    model = LiveModel.open(spec(CONV, {"kind": "batch_norm2d"}))
    wide = np.zeros((1, 8, 12), np.uint8)
    assert model.infer(wide, full_size=True, training=Training(0, OTHERS)).batch == 1
