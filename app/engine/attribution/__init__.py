"""Which pixels does the score of a class, or a unit's number, rest on? Captum's methods on a network."""

from app.engine.attribution.ask import Question
from app.engine.attribution.attribute import Explained, attribute
from app.engine.attribution.scores import Scores
from app.engine.attribution.unit_score import UnitScore

__all__ = ["Explained", "Question", "Scores", "UnitScore", "attribute"]
