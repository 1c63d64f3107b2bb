"""What can be looked into: the trained models of the zoo, and runs."""

from pydantic import BaseModel, ConfigDict

from app.network.presets import TrainedModel, list_models
from app.network.spec import InputShape
from app.web.routes.router import api_router

router = api_router("/models", "looking inside")


class ModelInfo(BaseModel):
    """A network with weights."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    ref: str
    """Names it in other calls."""
    title: str
    dataset: str
    classes: list[str]
    input: InputShape
    test_accuracy: float | None
    """Share of the test images that it gets right; null where it was not measured."""


@router.get("")
def get_models() -> list[ModelInfo]:
    """Every network that can be looked into."""
    return [_zoo(model) for model in list_models()]


def _zoo(model: TrainedModel) -> ModelInfo:
    return ModelInfo(
        ref=model.ref,
        title=model.title,
        dataset=model.dataset,
        classes=model.classes,
        input=model.spec.input,
        test_accuracy=model.test_accuracy,
    )
