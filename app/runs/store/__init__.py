"""The truth about runs: tables, migrations, transactions. Events are committed first and shown afterwards."""

from app.runs.store.database import Database, StoreTooNew
from app.runs.store.store import Claim, ClaimLost, Editing, Event, Store
from app.runs.store.tables import CheckpointRow, RunRow, SavedRow

__all__ = [
    "CheckpointRow",
    "Claim",
    "ClaimLost",
    "Database",
    "Editing",
    "Event",
    "RunRow",
    "SavedRow",
    "Store",
    "StoreTooNew",
]
