import pytest

from app.errors import NotFound
from app.network.presets import list_presets, load_preset
from app.network.summary import analyze

COUNTS = {
    "lenet5": 61_706,
    "lenet5-1998": 60_000 + (2_416 - 1_516) - 12 - 32 + 850,
    "mlp-784-30-10": 23_860,
    "two-layer": 784 * 100 + 100 + 100 * 10 + 10,
    "linear": 784 * 10 + 10,
    "nielsen-cnn": 520 + 2_880 * 100 + 100 + 1_010,
    "small-all-conv": 160 + 4_640 + 64 + 18_496 + 128 + 36_928 + 650,
    "tiny-vgg": 280 + 3 * 910 + 10 * 13 * 13 * 10 + 10,
}
"""By hand, from the papers or from (k·k·C_in + 1)·C_out."""


@pytest.mark.parametrize("preset_id", COUNTS)
def test_every_preset_has_its_exact_count(preset_id: str) -> None:
    preset = load_preset(preset_id)
    assert preset.spec is not None
    assert preset.id == preset_id
    assert analyze(preset.spec).total.params == COUNTS[preset_id]


def test_every_listed_preset_is_counted_and_loads() -> None:
    listed = list_presets()
    assert {preset.id for preset in listed} == set(COUNTS)
    assert all(preset.spec is None for preset in listed)
    assert [preset.year for preset in listed] == sorted(preset.year for preset in listed)


def test_lenet5_is_that_of_the_lectures() -> None:
    spec = load_preset("lenet5").spec
    assert spec is not None
    summary = analyze(spec)
    assert summary.total.macs == 117_600 + 240_000 + 48_000 + 10_080 + 840
    flat = next(node for node in summary.nodes if node.kind == "flatten")
    assert (flat.receptive_field.size, flat.receptive_field.start) == ((32, 32), (-2, -2))
    assert flat.receptive_field.stride is None


def test_an_unknown_preset_is_not_found() -> None:
    with pytest.raises(NotFound):
        load_preset("../lenet5")
