"""Networks taken home and brought in: each in a limited worker of its own that ends with it."""

from app.porting.formats import FORMATS
from app.porting.service import Porting

__all__ = ["FORMATS", "Porting"]
