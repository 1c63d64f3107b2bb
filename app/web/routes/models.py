"""What can be looked into: the trained models of the zoo, and runs."""

from pydantic import BaseModel, ConfigDict

from app.network.presets import TrainedModel, list_models, load_model
from app.network.spec import InputShape, NetworkSpec
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


class ModelDetail(ModelInfo):
    """A trained model with its network."""

    network: NetworkSpec


@router.get("")
def get_models() -> list[ModelInfo]:
    """Every network that can be looked into."""
    return [_zoo(model) for model in list_models()]


@router.get("/{model_id}")
def get_model(model_id: str) -> ModelDetail:
    """One trained model with its network; that of a run is in the run."""
    model = load_model(model_id)
    return ModelDetail(**_zoo(model).model_dump(), network=model.spec)


def _zoo(model: TrainedModel) -> ModelInfo:
    return ModelInfo(
        ref=model.ref,
        title=model.title,
        dataset=model.dataset,
        classes=model.classes,
        input=model.spec.input,
        test_accuracy=model.test_accuracy,
    )
