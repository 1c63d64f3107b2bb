import re
from pathlib import Path

from app.catalogue import catalogue
from app.layers import LAYERS

SIMPLE = {"integer", "number", "boolean", "string", "array", "null"}


def test_every_kind_is_unique_in_its_group_and_described() -> None:
    entries = catalogue()
    assert len({(entry.group, entry.kind) for entry in entries}) == len(entries)
    for entry in entries:
        assert entry.title
        assert entry.summary.endswith((".", "?"))


def test_every_setting_has_a_title_and_a_description() -> None:
    for entry in catalogue():
        for name, schema in entry.form["properties"].items():
            if name not in ("kind", "name"):
                assert schema.get("title"), (entry.kind, name)
                assert schema.get("description"), (entry.kind, name)


def test_numbers_have_bounds() -> None:
    for entry in catalogue():
        for name, schema in entry.form["properties"].items():
            for option in schema.get("anyOf", [schema]):
                if option.get("type") in ("integer", "number"):
                    assert {"minimum", "exclusiveMinimum"} & option.keys(), (entry.kind, name)
                    assert {"maximum", "exclusiveMaximum"} & option.keys(), (entry.kind, name)


def test_forms_need_no_references() -> None:
    for entry in catalogue():
        assert "$ref" not in str(entry.form)


def test_a_layer_is_one_file_and_one_line() -> None:
    """Every layer of `LAYERS` is defined in exactly one file of app/layers."""
    sources = [path.read_text() for path in Path("app/layers").glob("*.py")]
    for layer in LAYERS:
        assert sum(bool(re.search(rf"^class {layer.__name__}\(", source, re.M)) for source in sources) == 1
