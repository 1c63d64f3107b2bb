"""Python's own values in source that is read: what its operators give, within limits."""

import ast
import operator
from collections.abc import Callable
from typing import Any

from app.network.imports.errors import NotUnderstood

MAX_ITEMS = 4096
MAX_INTEGER = 10**12

BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: lambda one, other: one is other,
    ast.IsNot: lambda one, other: one is not other,
    ast.In: lambda one, other: one in other,
    ast.NotIn: lambda one, other: one not in other,
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
PLAIN = (int, float, str, bool, type(None), tuple, list, dict)


def binary(node: ast.BinOp | ast.AugAssign, left: Any, right: Any) -> Any:
    """What an operator between two values gives. Raises NotUnderstood."""
    if isinstance(node.op, ast.Pow) and not (isinstance(right, int | float) and abs(right) <= 16):
        raise NotUnderstood("this power is too large", node.lineno)
    if isinstance(node.op, ast.Mod) and isinstance(left, str):
        raise NotUnderstood("formatting with % is not supported", node.lineno)
    if isinstance(node.op, ast.Mult):
        _check_repeat(left, right, node)
        _check_repeat(right, left, node)
    return computed(BINARY.get(type(node.op)), node, left, right)


def unary(node: ast.UnaryOp, value: Any) -> Any:
    """What an operator before a value gives. Raises NotUnderstood."""
    return computed(UNARY.get(type(node.op)), node, value)


def holds(kind: ast.cmpop, left: Any, right: Any, node: ast.AST) -> bool:
    """Does a comparison hold? Raises NotUnderstood."""
    if isinstance(kind, ast.Is | ast.IsNot):
        return bool(COMPARE[type(kind)](left, right))
    return bool(computed(COMPARE.get(type(kind)), node, left, right))


def _check_repeat(items: Any, times: Any, node: ast.AST) -> None:
    if isinstance(items, str | list | tuple) and isinstance(times, int) and len(items) * times > MAX_ITEMS:
        raise NotUnderstood("this list is too long", line_of(node))


def computed(function: Callable[..., Any] | None, node: ast.AST, *values: Any) -> Any:
    """An operator on Python's own values."""
    line = line_of(node)
    if function is None or not all(isinstance(value, PLAIN) for value in values):
        raise NotUnderstood("this operation is not supported", line)
    try:
        return bounded(function(*values), node)
    except (TypeError, ValueError, ArithmeticError):
        raise NotUnderstood("this cannot be computed", line) from None


def bounded(value: Any, node: ast.AST) -> Any:
    too_large = (isinstance(value, int | float) and not abs(value) <= MAX_INTEGER) or (
        isinstance(value, str | list | tuple) and len(value) > MAX_ITEMS
    )
    if too_large or not isinstance(value, PLAIN):
        raise NotUnderstood("this value is not supported", line_of(node))
    return value


def line_of(node: ast.AST) -> int | None:
    """Where a piece of syntax stands."""
    line: int | None = getattr(node, "lineno", None)
    return line


def name_of(node: ast.AST) -> str:
    """What a piece of syntax is called: `While`, `Lambda`."""
    return type(node).__name__
