"""Can this network be trained on this data set with these settings? Checked before anything is started."""

from app.preflight.check import BATCH_NORMS, Budget, check
from app.preflight.task import suited

__all__ = ["BATCH_NORMS", "Budget", "check", "suited"]
