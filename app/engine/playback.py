"""CUDA graphs: the work of a training step recorded once, then replayed by one launch in the place of hundreds.

On a GPU a small network's step is over before the processor has launched the next kernel; a graph takes that
wait away (PyTorch documentation, "CUDA Graphs").
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.optim import Optimizer

from app.training.config import TrainConfig

WARM_STEPS = 3
"""Ordinary steps before the recording: they set up the optimiser's memory and the libraries' workspaces."""
WHOLLY_ON_DEVICE = ("sgd", "perceptron", "adaline", "adam", "adamw")
"""Optimisers whose step asks the processor for nothing."""

Work = Callable[..., tuple[Tensor, Tensor]]
"""A whole step from its inputs, update included: gives outputs (B, K) and the loss, a scalar."""


def suits(config: TrainConfig, device: str) -> bool:
    """Whether steps of these settings can be recorded there."""
    return device == "cuda" and config.optimizer.kind in WHOLLY_ON_DEVICE


class Playback:
    """Does `work`, replayed from a recording where the batch has `size` images; else as it is written.

    A step that CUDA refuses to record is done as it is written for ever. A recording holds on to the very tensors
    of the parameters and of the optimiser: where these are replaced, begin anew.
    """

    def __init__(self, work: Work, optimizer: Optimizer, size: int) -> None:
        self.work, self.optimizer, self.size = work, optimizer, size
        self._left = WARM_STEPS
        self._recording: Recording | None = None
        self.refused = False

    @property
    def recorded(self) -> bool:
        """Whether steps are being replayed."""
        return self._recording is not None

    def __call__(self, lr: float, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """One step at this learning rate; `inputs` are tensors of one image a row."""
        if len(inputs[0]) != self.size or self.refused or self._left:
            self._left = max(self._left - 1, 0)
            return self.as_written(lr, *inputs)
        if self._recording is None:
            try:
                self._recording = Recording(self.work, self.optimizer, inputs)
            except RuntimeError:
                self.refused = True
                self.optimizer.zero_grad()
                return self.as_written(lr, *inputs)
        return self._recording.replay(lr, *inputs)

    def as_written(self, lr: float, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """One step without the recording."""
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        return self.work(*inputs)


class Recording:
    """A recorded step and the tensors that it reads and writes."""

    def __init__(self, work: Work, optimizer: Optimizer, inputs: tuple[Tensor, ...]) -> None:
        """Record, which moves nothing. Raises RuntimeError where the work needs the processor on its way."""
        self._inputs = [given.clone() for given in inputs]
        self._lr = torch.zeros((), device=inputs[0].device)
        for group in optimizer.param_groups:
            group["lr"] = self._lr
            if "capturable" in group:
                group["capturable"] = True
        self._graph = torch.cuda.CUDAGraph()
        optimizer.zero_grad()
        chance = torch.cuda.default_generators[inputs[0].device.index or 0]
        fresh = chance.clone_state()
        try:
            with torch.cuda.graph(self._graph, capture_error_mode="thread_local"):
                self._results = work(*self._inputs)
        except RuntimeError:
            chance.graphsafe_set_state(fresh)  # the old state still believes that it is being recorded
            raise
        finally:
            for group in optimizer.param_groups:
                if "capturable" in group:
                    group["capturable"] = False
        trained = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        self._gradients = [(parameter, parameter.grad) for parameter in trained]

    def replay(self, lr: float, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """One step: copies of what it gives, and its gradients left in the parameters."""
        self._lr.fill_(lr)
        for place, given in zip(self._inputs, inputs, strict=True):
            place.copy_(given)
        self._graph.replay()
        for parameter, gradient in self._gradients:
            parameter.grad = gradient
        outputs, loss = self._results
        return outputs.clone(), loss.clone()
