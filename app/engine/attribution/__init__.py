"""Which pixels does the score of a class rest on? Captum's methods on a network that is looked into."""

from app.engine.attribution.ask import Question
from app.engine.attribution.attribute import Explained, attribute
from app.engine.attribution.scores import Scores

__all__ = ["Explained", "Question", "Scores", "attribute"]
