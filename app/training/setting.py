"""What every training setting `{"kind": …, …}` has in common."""

from inspect import cleandoc
from typing import Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict

ADVANCED: dict[str, Any] = {"advanced": True}
"""`json_schema_extra` of a property that a form keeps behind "More"."""


class Setting(BaseModel):
    """A tagged, frozen choice. A subclass adds `kind: Literal[…]`, bounded fields and a `title`.

    The first paragraph of a subclass's docstring is its `summary`, the rest its `docs`.
    """

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )

    title: ClassVar[str]
    summary: ClassVar[str]
    docs: ClassVar[str]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Read `summary` and `docs` from the docstring."""
        super().__pydantic_init_subclass__(**kwargs)
        summary, _, docs = cleandoc(cls.__doc__ or "").partition("\n\n")
        cls.summary, cls.docs = " ".join(summary.split()), docs


def _tagged(value: Any) -> Any:
    return {"kind": value} if isinstance(value, str) else value


BareString = BeforeValidator(_tagged)
"""Lets `"adam"` stand for `{"kind": "adam"}`."""


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


ListAsTuple = BeforeValidator(_tupled)
"""Lets JSON's list stand for a tuple where types are otherwise strict."""
