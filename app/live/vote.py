"""Several networks are shown the same image and vote: the ensemble's answer."""

from collections import Counter
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from app.errors import ErrorEntry, InvalidInput
from app.live.prediction import Prediction

_CONFIG = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Vote(BaseModel):
    """What one network says."""

    model_config = _CONFIG

    model: str
    label: str
    probability: float


class VoteCount(BaseModel):
    """How many networks say the same."""

    model_config = _CONFIG

    label: str
    votes: int


class Ballot(BaseModel):
    """The votes on one image."""

    model_config = _CONFIG

    classes: list[str]
    votes: list[Vote]
    """In the order in which the models were named; none for an empty drawing."""
    tally: list[VoteCount]
    """Most votes first; the label of the larger mean probability first among equals."""
    winner: str | None
    """The first of the tally; null for an empty drawing."""
    probabilities: list[float] | None
    """The mean of the models' probabilities, one per class: the other way to join them."""


def ballot(models: Sequence[str], predictions: Sequence[Prediction]) -> Ballot:
    """Count the votes. Raises InvalidInput (`classes_differ`) for models that do not tell the same classes apart."""
    classes = predictions[0].classes
    for index, prediction in enumerate(predictions):
        if prediction.classes != classes or not classes:
            detail = "Only models of the same classes can vote together."
            entry = ErrorEntry(pointer=f"/models/{index}", code="classes_differ", detail=detail)
            raise InvalidInput(detail, code=entry.code, errors=[entry])
    shares = [one.probabilities for one in predictions if one.probabilities is not None]
    if len(shares) < len(predictions):
        return Ballot(classes=classes, votes=[], tally=[], winner=None, probabilities=None)
    mean = [sum(column) / len(shares) for column in zip(*shares, strict=True)]
    votes = [
        Vote(model=model, label=one.top[0].label, probability=one.top[0].probability)
        for model, one in zip(models, predictions, strict=True)
    ]
    counted = tally([vote.label for vote in votes], dict(zip(classes, mean, strict=True)))
    return Ballot(classes=classes, votes=votes, tally=counted, winner=counted[0].label, probabilities=mean)


def tally(labels: Sequence[str], mean: dict[str, float]) -> list[VoteCount]:
    """Votes by label, most first; among equals the label of the larger mean probability."""
    counts = Counter(labels)
    ranked = sorted(counts, key=lambda label: (-counts[label], -mean[label]))
    return [VoteCount(label=label, votes=counts[label]) for label in ranked]
