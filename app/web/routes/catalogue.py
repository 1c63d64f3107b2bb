"""What networks and training can be made of."""

from app.catalogue import CatalogueEntry, catalogue
from app.web.routes.router import api_router

router = api_router("/catalogue", "networks")


@router.get("")
def get_catalogue() -> list[CatalogueEntry]:
    """Every kind of layer, optimiser, schedule and so on, with the JSON Schema of its settings."""
    return catalogue()
