"""The networks of the lectures and the literature."""

from app.network.presets import Preset, list_presets, load_preset
from app.web.routes.router import api_router

router = api_router("/presets", "networks")


@router.get("", response_model_exclude={"__all__": {"spec"}})
def get_presets() -> list[Preset]:
    """Every preset, oldest first, without its network."""
    return list_presets()


@router.get("/{preset_id}")
def get_preset(preset_id: str) -> Preset:
    """One preset with its network, as `spec`."""
    return load_preset(preset_id)
