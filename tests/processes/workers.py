"""What the workers of these tests do."""

import gc
import os
import resource
import sys
import threading
import time

from app.processes import Channel


def echo(channel: Channel) -> None:
    """Send back everything."""
    for message in channel:
        channel.send(message)


def describe(channel: Channel) -> None:
    """Tell what this process is like."""
    channel.send(
        {
            "environment": dict(os.environ),
            "nice": os.nice(0),
            "memory": resource.getrlimit(resource.RLIMIT_DATA)[0],
            "threads": [thread.name for thread in threading.enumerate()],
            "parent": os.getppid(),
            "modules": list(sys.modules),
            "garbage": {"collected": gc.isenabled(), "left_alone": gc.get_freeze_count()},
        }
    )


def fail(channel: Channel) -> None:
    """Raise after one message."""
    channel.send({"type": "last"})
    raise SystemExit(3)


def spin(channel: Channel) -> None:
    """Never look at the channel again."""
    channel.send({"type": "spinning"})
    while True:
        time.sleep(0.01)


def train_a_little(channel: Channel) -> None:
    """Do what hangs in a child that was forked after a threaded matrix product."""
    import torch

    torch.set_num_threads(2)
    weight = torch.randn(512, 512, requires_grad=True)
    optimizer = torch.optim.AdamW([weight], fused=True)
    (weight @ weight).sum().backward()
    optimizer.step()
    channel.send({"threads": torch.get_num_threads()})


def talk(channel: Channel) -> None:
    """Speak for as long as somebody listens."""
    while True:
        channel.send({"type": "word"})
