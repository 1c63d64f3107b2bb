"""Trained models of the zoo on their way out."""

from pathlib import Path

from app.network.export.job import Weights
from app.network.presets import load_model
from app.network.spec import NetworkSpec


def takeaway(ref: str, data_dir: Path) -> tuple[NetworkSpec, Weights]:
    """The network of a trained model and where its weights lie, for an export. Raises NotFound."""
    model = load_model(ref)
    weights = Weights(
        run="",
        step=0,
        path=str(model.weights),
        dataset=model.dataset,
        data_dir=str(data_dir),
        classes=model.classes,
        mean=model.mean,
        std=model.std,
        test_accuracy=model.test_accuracy,
        training={},
    )
    return model.spec, weights
