"""A convolution whose filters see only some of the input maps."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn


class TableConv2d(nn.Conv2d):
    """nn.Conv2d with a table of connections: (B, C, H, W) → (B, filters, H', W').

    Only connected pairs have a kernel: `kernels` [connections, height, width] is the parameter, and `weight`
    is laid out from it, zero where there is no connection.
    """

    filters: Tensor
    maps: Tensor

    def __init__(self, table: Sequence[Sequence[int]], in_channels: int, *settings: Any) -> None:
        super().__init__(in_channels, len(table), *settings)
        del self._parameters["weight"]
        self.fan_in = [len(row) * self.kernel_size[0] * self.kernel_size[1] for row in table]
        filters = [index for index, row in enumerate(table) for _ in row]
        maps = [channel for row in table for channel in row]
        self.register_buffer("filters", torch.tensor(filters), persistent=False)
        self.register_buffer("maps", torch.tensor(maps), persistent=False)
        self.kernels = nn.Parameter(torch.empty(len(maps), *self.kernel_size))
        self.reset_parameters()

    @property
    def weight(self) -> Tensor:  # type: ignore[override]
        """The dense kernel [filters, maps, height, width]."""
        shape = (self.out_channels, self.in_channels, *self.kernel_size)
        return self.kernels.new_zeros(shape).index_put((self.filters, self.maps), self.kernels)

    @torch.no_grad()
    def take(self, weight: Tensor) -> None:
        """Copy the connected kernels of a dense weight [filters, maps, height, width]."""
        self.kernels.copy_(weight[self.filters, self.maps])

    @torch.no_grad()
    def reset_parameters(self) -> None:
        """Uniform within 1/√n, n being the inputs of the unit: torch's default for what each filter sees."""
        if "kernels" not in self._parameters:
            return
        bounds = torch.tensor(self.fan_in, device=self.kernels.device).rsqrt()
        self.kernels.uniform_(-1, 1).mul_(bounds[self.filters, None, None])
        if self.bias is not None:
            self.bias.uniform_(-1, 1).mul_(bounds)
