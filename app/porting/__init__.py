"""Networks taken home and brought in: each in a limited worker of its own that ends with it."""

from app.porting.formats import FORMATS, Format
from app.porting.service import Exported, Porting

__all__ = ["FORMATS", "Exported", "Format", "Porting"]
