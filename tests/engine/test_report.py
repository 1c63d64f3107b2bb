import pytest
import torch

from app.engine.report import report
from app.engine.session import Session
from app.training.losses import BinaryCrossEntropy, CrossEntropy, Hinge, Quadratic
from tests.engine.conftest import spec
from tests.engine.test_train import config


@pytest.mark.parametrize("loss", [CrossEntropy(), Quadratic(), Hinge()])
@pytest.mark.parametrize("tail", [[], [{"kind": "softmax"}]])
def test_confusion_and_mistakes_agree_with_a_plain_loop(dataset, tmp_path, tail, loss):
    network = spec({"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 4}, *tail)
    session = Session(network, config(), dataset)
    for _ in range(6):
        session.advance()
    session.save(tmp_path / "w.safetensors")
    found = report(network, tmp_path / "w.safetensors", dataset, loss)

    test, weights = dataset.splits["test"], session.weights()
    images = torch.from_numpy(test.images).float() / 255 - 0.5
    logits = images.flatten(1) @ weights["out.weight"].T + weights["out.bias"]
    guesses = logits.argmax(1).tolist()
    wrong = {i for i, (guess, label) in enumerate(zip(guesses, test.labels, strict=True)) if guess != label}
    assert found.wrong == len(found.mistakes) == len(wrong) > 0
    assert {mistake.index for mistake in found.mistakes} == wrong
    assert found.accuracy == pytest.approx(1 - len(wrong) / 50)
    for true in range(4):
        for predicted in range(4):
            count = sum((t, g) == (true, predicted) for t, g in zip(test.labels, guesses, strict=True))
            assert found.matrix[true][predicted] == count
    losses = [mistake.loss for mistake in found.mistakes]
    assert losses == sorted(losses, reverse=True)
    if isinstance(loss, CrossEntropy) or tail:
        for mistake in found.mistakes:
            shown = logits[mistake.index].softmax(0)[mistake.predicted]
            assert mistake.probability == pytest.approx(shown.item(), abs=1e-5)


def test_no_more_mistakes_than_asked_for_are_told(network, dataset, tmp_path):
    Session(network, config(), dataset).save(tmp_path / "w.safetensors")
    found = report(network, tmp_path / "w.safetensors", dataset, most=3)
    assert len(found.mistakes) == 3 < found.wrong


@pytest.mark.parametrize("ends_in_sigmoid", [True, False])
def test_mistakes_under_binary_cross_entropy_show_what_the_network_gives(dataset, tmp_path, ends_in_sigmoid):
    tail = [{"kind": "sigmoid"}] if ends_in_sigmoid else []
    network = spec({"kind": "flatten"}, {"kind": "linear", "name": "out", "out_features": 4}, *tail)
    session = Session(network, config(loss="binary_cross_entropy"), dataset)
    session.advance()
    session.save(tmp_path / "w.safetensors")
    found = report(network, tmp_path / "w.safetensors", dataset, BinaryCrossEntropy())
    weights = session.weights()
    images = torch.from_numpy(dataset.splits["test"].images).float() / 255 - 0.5
    logits = images.flatten(1) @ weights["out.weight"].T + weights["out.bias"]
    chances = (
        logits.sigmoid() / logits.sigmoid().sum(1, keepdim=True) if ends_in_sigmoid else logits.softmax(1)
    )
    for mistake in found.mistakes:
        assert mistake.probability == pytest.approx(chances[mistake.index].max().item(), abs=1e-5)
