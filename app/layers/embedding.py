"""From tokens to vectors: how a text becomes a picture of words × dimensions."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from app.geometry.reach import Reach, Reaches
from app.layers.base import Layer, Links, Shape, ShapeProblem, product, times
from app.layers.explain import Explanation, Given, Step
from app.layers.forms import Form
from app.layers.operators import BEFORE, Constant, Operator, Weight, X

if TYPE_CHECKING:
    from torch import nn

Entries = Annotated[int, Field(ge=1, le=65536)]


INT64 = 7
"""ONNX's number for the type of ids."""


class Embedding(Layer):
    """Looks every token of a text up in a learnt table: a row of numbers for a letter or a word.

    The network's input is a column of token ids, 1 channel × words × 1, which no normalisation touches; out comes
    a picture of words × dimensions for convolutions to slide down. Ids beyond the table count as its last row.
    Bengio, Ducharme, Vincent, Jauvin, A neural probabilistic language model, 2003.
    """

    title: ClassVar[str] = "Embedding"
    modules: ClassVar[tuple[Form, ...]] = (Form("TokenEmbedding", "num_embeddings, embedding_dim"),)

    kind: Literal["embedding"] = "embedding"
    num_embeddings: Entries = Field(default=256, title="Tokens")
    """How many tokens there are: rows of the table. 256 is one for each byte."""
    embedding_dim: Entries = Field(default=16, title="Dimensions")
    """Numbers for each token: columns of the table."""

    def out_shape(self, shape: Shape) -> Shape:
        """[1, words, dimensions]."""
        if len(shape) != 3 or shape[0] != 1 or shape[2] != 1:
            detail = f"embedding needs a column of token ids (1 × words × 1) but gets {times(shape)}"
            raise ShapeProblem("needs_tokens", detail, given=times(shape))
        return (1, shape[1], self.embedding_dim)

    def reach(self, shape: Shape) -> Reaches:
        """The unit's own token, whatever its dimension."""
        return Reach(), Reach(step=0)

    def params(self, shape: Shape) -> Mapping[str, Shape]:
        """weight [tokens, dimensions]."""
        return {"weight": (self.num_embeddings, self.embedding_dim)}

    def count(self, shape: Shape) -> str:
        """256·16."""
        return product((self.num_embeddings, self.embedding_dim))

    def build(self, shape: Shape) -> "nn.Module":
        """modules.TokenEmbedding."""
        from app.layers.modules.tokens import TokenEmbedding

        return TokenEmbedding(self.num_embeddings, self.embedding_dim)

    def operators(self, shape: Shape) -> tuple[Operator, ...]:
        """Gather, on ids that are made integers within the table first."""
        return (
            Operator("Squeeze", inputs=(X, Constant((3,)))),
            Operator("Cast", {"to": INT64}, (BEFORE,)),
            Operator("Clip", inputs=(BEFORE, Constant(0), Constant(self.num_embeddings - 1))),
            Operator("Gather", inputs=(Weight("weight"), BEFORE)),
        )

    def links(self, shape: Shape, unit: tuple[int, int, int]) -> Links:
        """The token of the unit's row."""
        box = (unit[1], 0, unit[1] + 1, 1)
        return Links("function", (0, 1), box, formula=f"E[token, {unit[2]}]")

    def explain(self, given: Given) -> Explanation:
        """The entry of the token's row; a step has no slope."""
        token = min(max(int(given.cells[0]), 0), self.num_embeddings - 1)
        steps = (Step("token", "token", token), Step("E", "E[token, dimension]", given.numbers["entry"]))
        return Explanation(steps, (0.0,))
