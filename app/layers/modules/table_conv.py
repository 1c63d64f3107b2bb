"""A convolution whose filters see only some of the input maps."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn


class TableConv2d(nn.Conv2d):
    """A convolution with a table of connections: the input maps that each filter sees.

    Only connected pairs have a kernel: `kernels` [connections, height, width] is the
    parameter; `weight` is laid out from it, zero where there is no connection.
    """

    filters: Tensor
    maps: Tensor

    def __init__(
        self,
        in_channels: int,
        table: Sequence[Sequence[int]],
        *settings: Any,
        **more: Any,
    ) -> None:
        super().__init__(in_channels, len(table), *settings, **more)
        del self._parameters["weight"]
        area = self.kernel_size[0] * self.kernel_size[1]
        self.fan_in = [len(row) * area for row in table]
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
        places = (self.filters, self.maps)
        return self.kernels.new_zeros(shape).index_put(places, self.kernels)

    @torch.no_grad()
    def reset_parameters(self) -> None:
        """Uniform within 1/sqrt(n), n being the inputs that a filter sees."""
        if "kernels" not in self._parameters:
            return
        bounds = torch.tensor(self.fan_in, device=self.kernels.device).rsqrt()
        self.kernels.uniform_(-1, 1).mul_(bounds[self.filters, None, None])
        if self.bias is not None:
            self.bias.uniform_(-1, 1).mul_(bounds)
