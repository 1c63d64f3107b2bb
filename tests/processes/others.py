"""A module that no forkserver imports ahead."""

from tests.processes.workers import describe

__all__ = ["describe"]
