"""The program of the forkserver: `python -m app.processes.server FD MODULE…`.

It imports the modules, then answers each request `{target, name, limits}`, which comes with the worker's
channel and lifeline, with the id of a new process. It ends when its control socket does.
"""

import importlib
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any, NoReturn

from app.processes.channel import Channel
from app.processes.confine import Limits

REQUEST_BYTES = 4096


def main(control: socket.socket, modules: list[str]) -> None:
    """Import, then fork on request until the parent is gone."""
    for module in modules:
        importlib.import_module(module)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # ended workers leave no zombies
    while True:
        request, fds, _, _ = socket.recv_fds(control, REQUEST_BYTES, 2)
        if not request:
            return
        pid = os.fork()
        if pid == 0:
            control.close()
            _become_worker(json.loads(request), *fds)
        for fd in fds:
            os.close(fd)
        control.send(str(pid).encode())


def _become_worker(request: dict[str, Any], channel_fd: int, lifeline_fd: int) -> NoReturn:
    """Run the target in this fresh process and end with it; never returns into the forkserver's loop."""
    status = 1
    channel = Channel(socket.socket(fileno=channel_fd))
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        threading.Thread(target=_watch, args=(lifeline_fd,), daemon=True, name="lifeline").start()
        Limits(**request["limits"]).apply()
        _function(request["target"])(channel)
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        channel.finish()
        os._exit(status)


def _watch(lifeline: int) -> None:
    """End this process as soon as the parent is gone, whatever it is doing."""
    os.read(lifeline, 1)
    os._exit(0)


def _function(target: str) -> Callable[[Channel], None]:
    module, _, name = target.partition(":")
    function: Callable[[Channel], None] = getattr(importlib.import_module(module), name)
    return function


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
