"""One step of training under the microscope: forward, loss, backward, and the update of one weight in its factors."""

from app.engine.microscope.look import microscope

__all__ = ["microscope"]
