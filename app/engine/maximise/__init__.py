"""What does a unit look for? Gradient ascent on the picture, with the usual regularisers."""

from app.engine.maximise.ascent import Ascent, Climbed, maximise
from app.engine.maximise.goal import Goal

__all__ = ["Ascent", "Climbed", "Goal", "maximise"]
