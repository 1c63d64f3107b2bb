"""What a network is trained for: to tell classes apart, or to give its input back."""

from typing import Literal

from app.network.spec import NetworkSpec
from app.network.summary import NetworkSummary, analyze

Task = Literal["classify", "reconstruct"]


def task_of(spec: NetworkSpec, summary: NetworkSummary | None = None) -> Task:
    """A network whose output has the shape of its input is there to reconstruct it; any other to classify.

    Raises InvalidNetwork where the description cannot be analysed; `summary` saves doing so again.
    """
    summary = summary or analyze(spec)
    return "reconstruct" if tuple(summary.output_shape) == spec.input.shape else "classify"
