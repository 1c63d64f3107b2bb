"""Models whose docstring is their help text."""

from inspect import cleandoc
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict


class Described(BaseModel):
    """A frozen, strict part of a network's description with a `title`.

    The first paragraph of a subclass's docstring is its `summary`, the rest its `docs`; the docstrings of its
    fields describe them. All of them stand in the JSON Schema and so in the forms made from it.
    """

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )

    title: ClassVar[str]
    summary: ClassVar[str] = ""
    docs: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Read `summary` and `docs` from the docstring."""
        super().__pydantic_init_subclass__(**kwargs)
        summary, _, docs = cleandoc(cls.__doc__ or "").partition("\n\n")
        cls.summary, cls.docs = " ".join(summary.split()), " ".join(docs.split())
