"""Nothing that the server can say stays English on a Russian page."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import errors
from app.catalogue import CatalogueEntry, catalogue
from app.layers.convolution import Conv2d
from app.network.complaints import OWN, PLAIN
from app.network.imports.calls import HINTS
from app.network.presets import list_presets
from app.network.repairs import REMOVALS
from app.training.config import TrainConfig

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "static/src/i18n"
RUSSIAN: dict[str, str] = json.loads((TEXTS / "schema.ru.json").read_text())
PAGE = set(re.findall(r'^  "([\w.]+)":', "".join(path.read_text() for path in TEXTS.glob("*.ts")), re.M))
"""Keys of the page's own catalogue: its types see to it that both languages have them."""
STRUCTURE = {"kind", "name", "body", "shortcut", "branches", "head"}


def says(*keys: str) -> bool:
    """Is there a Russian text for one of these keys?"""
    return any(RUSSIAN.get(key, "").strip() or key in PAGE for key in keys)


def silent(group: str, codes: set[str]) -> list[str]:
    """The codes without a Russian text."""
    return sorted(code for code in codes if not says(f"{group}.{code}"))


def words(schema: object) -> Iterator[str]:
    """Every word that may stand as a value in a schema, kinds aside."""
    if isinstance(schema, dict):
        yield from (word for word in schema.get("enum", []) if isinstance(word, str))
        if isinstance(schema.get("const"), str) and schema.get("title") != "Kind":
            yield schema["const"]
        for inner in schema.values():
            yield from words(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from words(inner)


def text(node: ast.expr | None) -> set[str]:
    """The text of a constant, if it is one."""
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def called() -> Iterator[tuple[str, ast.Call]]:
    """Every call in the package with the bare name of what is called."""
    for tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                yield str(getattr(node.func, "id", getattr(node.func, "attr", ""))), node


def calls(name: str, argument: int) -> set[str]:
    """The constant texts that calls of `name` have as their n-th argument."""
    found = (
        text(call.args[argument])
        for called_name, call in called()
        if called_name == name and len(call.args) > argument
    )
    return set().union(*found)


def codes(*names: str) -> set[str]:
    """The constant `code=` of every call of these names."""
    keywords = (keyword for name, call in called() if name in names for keyword in call.keywords)
    return set().union(*(text(keyword.value) for keyword in keywords if keyword.arg == "code"))


def trees() -> Iterator[ast.Module]:
    """Every file of the package, parsed."""
    for path in sorted((ROOT / "app").rglob("*.py")):
        yield ast.parse(path.read_text())


@pytest.mark.parametrize("entry", catalogue(), ids=lambda entry: f"{entry.group}-{entry.kind}")
def test_every_kind_and_setting_is_translated(entry: CatalogueEntry) -> None:
    assert says(f"schema.{entry.kind}")
    assert says(f"schema.{entry.kind}.summary")
    assert says(f"schema.{entry.kind}.docs") or not entry.docs
    for field in entry.form["properties"].keys() - STRUCTURE:
        assert says(f"schema.{entry.kind}.{field}", f"schema.field.{field}"), field
        assert says(f"schema.{entry.kind}.{field}.help", f"schema.field.{field}.help"), field
    for word in words(entry.form["properties"]):
        assert says(f"word.{word}"), word


def test_every_setting_of_training_is_translated() -> None:
    schema = TrainConfig.model_json_schema()
    for field in schema["properties"]:
        assert says(f"schema.field.{field}"), field
        assert says(f"schema.field.{field}.help"), field
    for word in words(schema["properties"]):
        assert says(f"word.{word}"), word


def test_rows_of_the_list_have_short_names() -> None:
    english = json.loads((TEXTS / "schema.en.json").read_text())
    for entry in catalogue():
        if entry.group in {"layer", "combinator"}:
            assert f"short.{entry.kind}" in english
            assert says(f"short.{entry.kind}")


def test_every_name_of_a_convolution_is_translated() -> None:
    """`Conv2d.variants` lists them all in its docstring."""
    names = set(re.findall(r"\w+", Conv2d.variants.__doc__ or ""))
    english = json.loads((TEXTS / "schema.en.json").read_text())
    assert {"pointwise", "whole_map"} <= names
    assert silent("variant", names) == []
    assert {f"variant.{name}" for name in names} <= set(english)


def test_every_problem_of_a_network_is_translated() -> None:
    assert silent("problem", calls("ShapeProblem", 0) | {"add_mismatch", "concat_mismatch"}) == []


def test_every_fault_of_a_body_is_translated() -> None:
    own = ast.parse((ROOT / "app/network/complaints.py").read_text())
    returned = (node.value for node in ast.walk(own) if isinstance(node, ast.Return))
    faults = set().union(*(text(value.elts[0]) for value in returned if isinstance(value, ast.Tuple)))
    faults |= {code for code, _ in PLAIN.values()}
    assert {"missing", "unknown", "out_of_range"} <= faults
    faults |= {code.removeprefix(OWN) for code in calls("PydanticCustomError", 0)}
    assert silent("problem", faults) == []


def message(node: ast.expr) -> set[str]:
    """The text of a constant or of an f-string, {} for what stands in it."""
    if isinstance(node, ast.JoinedStr):
        return {"".join(next(iter(text(part)), "{}") for part in node.values)}
    return text(node)


def test_what_an_import_does_not_understand_is_translated() -> None:
    table = json.loads((TEXTS / "understood.ru.json").read_text())
    raised = ("NotUnderstood", "Misread", "Mismatch")
    told = set().union(*(message(call.args[0]) for name, call in called() if name in raised and call.args))
    assigned = (node for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Assign))
    told |= set().union(*(message(node.value) for node in assigned if ast.unparse(node.targets[0]) == "what"))
    told |= {f"{{}} is not supported; {hint}" for hint in HINTS.values()}
    assert len(told) > 80
    assert told - set(table) == {"{}: {}", "{} is not supported{}"}  # put together from what the table has
    assert all(key.count("{}") == russian.count("{}") for key, russian in table.items())


def error_classes() -> set[str]:
    """The names of the classes of the error tree, and of what they list."""
    return {
        name
        for name, member in vars(errors).items()
        if isinstance(member, type) and issubclass(member, errors.PlaygroundError)
    } | {"ErrorEntry"}


def test_every_error_is_translated() -> None:
    families = {getattr(errors, name).code for name in error_classes() - {"ErrorEntry"}}
    raised = codes(*error_classes()) | calls("of", 0) | calls("_batch_entry", 0) | calls("_fault", 1)
    assert {"not_found", "conflict", "internal"} <= families
    assert {"image_truncated", "too_expensive"} <= raised
    assert silent("problem", families | raised) == []


def test_every_warning_is_translated() -> None:
    found = codes("NetworkWarning")
    assert {"does_not_fit", "softmax_inside"} <= found
    assert silent("warning", found) == []


def test_every_repair_is_translated() -> None:
    fixed = codes("Repair")
    assert {"remove_layer", "move_up"} <= fixed
    settings = {f"set_{field}" for field in calls("_set", 1) | calls("put", 1)}
    settings |= {f"set_loss_{kind}" for kind in calls("_loss", 0)} | {
        f"end_{kind}" for kind in calls("_end", 1)
    }
    inserted = {f"insert_{kind}" for kind in calls("insert_before", 1)}
    assert silent("repair", fixed | settings | inserted | set(REMOVALS)) == []


def test_every_preset_is_translated() -> None:
    presets = list_presets()
    assert presets
    for preset in presets:
        assert says(f"preset.{preset.id}"), preset.id
        assert says(f"preset.{preset.id}.note"), preset.id
