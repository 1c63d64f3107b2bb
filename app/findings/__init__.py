"""What is found out about a network by going over many images: asked once, computed in a worker, kept."""

from app.findings.service import Findings, Job

__all__ = ["Findings", "Job"]
