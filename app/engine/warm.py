"""Do once, on nothing, what is slow the first time: so that the first real step comes at once."""

import torch
from torch import nn


def warm_up() -> None:
    """Take two steps with a tiny network, on one thread."""
    torch.set_num_threads(1)
    network = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(18, 2))
    optimizer = torch.optim.Adam(network.parameters(), fused=True)
    images, labels = torch.zeros(4, 1, 8, 8), torch.zeros(4, dtype=torch.long)
    for layout in (torch.contiguous_format, torch.channels_last):
        network.to(memory_format=layout)  # type: ignore[call-overload]
        with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):
            outputs = network(images.contiguous(memory_format=layout))
        nn.functional.cross_entropy(outputs.float(), labels).backward()
        optimizer.step()
        optimizer.zero_grad()
