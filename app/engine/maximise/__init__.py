"""What does a unit look for? Gradient ascent on the picture, with the usual regularisers."""

from app.engine.goal import Goal
from app.engine.maximise.ascent import Ascent, Climbed, maximise

__all__ = ["Ascent", "Climbed", "Goal", "maximise"]
