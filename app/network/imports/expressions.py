"""Expressions: source read as Python would run it, in a small part of the language.

Nothing is executed: the syntax tree is walked, numbers are computed here, tensors are symbols. What is not known
raises NotUnderstood with its line. Steps and sizes are limited.
"""

import ast
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.layers.forms import BATCH, TRAINING
from app.network.imports.errors import NotUnderstood
from app.network.imports.graph import Step
from app.network.imports.operators import MAX_ITEMS, PLAIN, binary, bounded, holds, line_of, name_of, unary
from app.network.imports.torch_names import canonical
from app.network.imports.values import (
    Class,
    Container,
    Dotted,
    Function,
    Instance,
    LayerModule,
    Method,
    Module,
    Scope,
    Sizes,
    Stacked,
    Super,
    Tensor,
    Unknown,
    WeightOf,
)

MAX_STEPS = 200_000
MAX_TEXT = 1000
LIST_METHODS = frozenset({"add_module", "register_module", "append", "extend"})
"""Methods of modules and lists that add to them."""
WEIGHTS = frozenset({"weight", "bias", "kernels"})
"""Parameters of layers, which source may give first values."""
LISTINGS = frozenset({"children", "modules", "named_modules", "named_parameters", "parameters"})
"""Methods of modules by which source gives weights their first values; loops over them are passed over."""
BUILTINS = frozenset(
    {"dict", "enumerate", "float", "int", "len", "list", "max", "min", "print", "range", "reversed", "str"}
    | {"sum", "tuple", "zip"}
)


@dataclass
class Frame:
    """The names in sight while a body is read, and the module whose method it is."""

    names: Scope
    around: Mapping[str, Any]
    owner: Instance | None = None
    cls: Class | None = None
    entry: Step | None = None
    """The tensor that the method was given."""


@dataclass
class Expressions(ABC):
    """Reads expressions and binds names to them; `calls.Interpreter` knows what calls mean."""

    globals: Scope = field(default_factory=dict)
    steps: int = 0

    @abstractmethod
    def call(
        self,
        function: Any,
        positional: tuple[Any, ...],
        keywords: dict[str, Any],
        node: ast.AST,
        frame: Frame,
    ) -> Any:
        """What a call gives."""

    def value(self, node: ast.expr, frame: Frame) -> Any:
        """What an expression stands for."""
        self.spend(node)
        match node:
            case ast.Constant():
                return bounded(node.value, node)
            case ast.Name():
                return self._name(node, frame)
            case ast.Attribute():
                return self._attribute(self.value(node.value, frame), node)
            case ast.Call():
                return self._call(node, frame)
            case ast.BinOp():
                return self.binary(node, self.value(node.left, frame), self.value(node.right, frame), frame)
            case ast.UnaryOp():
                return unary(node, self.value(node.operand, frame))
            case ast.BoolOp():
                return self._bool(node, frame)
            case ast.Compare():
                return self._compare(node, frame)
            case ast.IfExp():
                test = self.truth(self.value(node.test, frame), node)
                return self.value(node.body if test else node.orelse, frame)
            case ast.Tuple():
                return tuple(self._all(node.elts, frame))
            case ast.List():
                return self._all(node.elts, frame)
            case ast.Dict():
                return self._dict(node, frame)
            case ast.ListComp() | ast.GeneratorExp():
                return self._comprehension(node, frame)
            case ast.Subscript():
                return self._subscript(node, frame)
            case ast.JoinedStr():
                return self._text(node, frame)
        raise NotUnderstood(f"{name_of(node)} is not supported", node.lineno)

    def _name(self, node: ast.Name, frame: Frame) -> Any:
        for scope in (frame.names, frame.around, self.globals):
            if node.id in scope:
                found = scope[node.id]
                if isinstance(found, Unknown):
                    raise NotUnderstood(found.what, found.line)
                return found
        if node.id in BUILTINS:
            return Dotted(node.id)
        raise NotUnderstood(f"the name {node.id} is not known here", node.lineno)

    def _attribute(self, owner: Any, node: ast.Attribute) -> Any:
        name = node.attr
        match owner:
            case Dotted():
                return Dotted(canonical(f"{owner.name}.{name}"))
            case Tensor():
                return Sizes() if name == "shape" else Method(owner, name)
            case Super():
                return self._of_super(owner, name, node)
            case Instance():
                return self._of_instance(owner, name, node)
            case Container() if name in owner.children:
                return owner.children[name]
            case Class():
                return self._of_class(owner, name, node)
            case LayerModule() if name in WEIGHTS:
                return WeightOf(owner)
            case Container() | list() | Stacked() | Sizes() | dict():
                return Method(owner, name)
        raise NotUnderstood(f"the attribute {name} is not known here", node.lineno)

    def _of_instance(self, owner: Instance, name: str, node: ast.AST) -> Any:
        if name in owner.attributes:
            return owner.attributes[name]
        if name in owner.children:
            return owner.children[name]
        if name == "training":
            return TRAINING
        assert owner.cls is not None
        if name in LIST_METHODS | LISTINGS and owner.cls.find(name) is None:
            return Method(owner, name)
        return self._of_class(owner.cls, name, node, owner)

    def _of_class(self, cls: Class, name: str, node: ast.AST, owner: Instance | None = None) -> Any:
        found = cls.find(name)
        if found is None:
            raise NotUnderstood(f"there is no attribute {name}", line_of(node))
        home, statement = found
        if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            return self.value(statement.value, Frame({}, home.scope))
        assert isinstance(statement, ast.FunctionDef)
        if statement.decorator_list:
            raise NotUnderstood("decorators are not supported", statement.lineno)
        return Function(statement, home.scope, owner, home)

    def _of_super(self, owner: Super, name: str, node: ast.AST) -> Any:
        base = owner.cls.base
        if isinstance(base, Class):
            return self._of_class(base, name, node, owner.instance)
        return Method(owner, name)

    def binary(self, node: ast.BinOp | ast.AugAssign, left: Any, right: Any, frame: Frame) -> Any:
        tensors = [value for value in (left, right) if isinstance(value, Tensor)]
        if len(tensors) == 2 and isinstance(node.op, ast.Add):
            return self.merge("add", tensors, node, frame)
        if len(tensors) == 1 and isinstance(node.op, ast.Add) and 0 in (left, right):
            return tensors[0]  # the start of sum()
        if tensors:
            raise NotUnderstood("arithmetic with tensors is supported as their sum alone", node.lineno)
        return binary(node, left, right)

    def _bool(self, node: ast.BoolOp, frame: Frame) -> Any:
        value: Any = None
        for inner in node.values:
            value = self.value(inner, frame)
            if self.truth(value, node) is isinstance(node.op, ast.Or):
                return value
        return value

    def _compare(self, node: ast.Compare, frame: Frame) -> bool:
        left = self.value(node.left, frame)
        for kind, inner in zip(node.ops, node.comparators, strict=True):
            right = self.value(inner, frame)
            if not holds(kind, left, right, node):
                return False
            left = right
        return True

    def truth(self, value: Any, node: ast.AST) -> bool:
        if isinstance(value, PLAIN):
            return bool(value)
        if isinstance(value, Module | Class | Function):
            return True
        raise NotUnderstood("this condition is not known before the network runs", line_of(node))

    def _all(self, nodes: Iterable[ast.expr], frame: Frame) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                found += self.items(self.value(node.value, frame), node)
            else:
                found.append(self.value(node, frame))
            if len(found) > MAX_ITEMS:
                raise NotUnderstood("this list is too long", node.lineno)
        return found

    def _dict(self, node: ast.Dict, frame: Frame) -> dict[Any, Any]:
        found = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                raise NotUnderstood("** is not supported here", node.lineno)
            name = self.value(key, frame)
            if not isinstance(name, str | int):
                raise NotUnderstood("keys are supported as texts and integers alone", node.lineno)
            found[name] = self.value(value, frame)
        return found

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp, frame: Frame) -> list[Any]:
        inner = Frame(dict(frame.names), frame.around, frame.owner, frame.cls, frame.entry)
        found: list[Any] = []

        def walk(generators: list[ast.comprehension]) -> None:
            if not generators:
                found.append(self.value(node.elt, inner))
                return
            first, *rest = generators
            for item in self.items(self.value(first.iter, inner), first.iter):
                self.bind(first.target, item, inner)
                if all(self.truth(self.value(test, inner), test) for test in first.ifs):
                    walk(rest)

        walk(node.generators)
        return found

    def _subscript(self, node: ast.Subscript, frame: Frame) -> Any:
        owner = self.value(node.value, frame)
        if isinstance(node.slice, ast.Slice):
            return self._slice(owner, node.slice, frame)
        index = self.value(node.slice, frame)
        if isinstance(owner, Sizes):
            return self._size(index, node)
        items = list(owner.children.values()) if isinstance(owner, Container) else owner
        try:
            if isinstance(items, dict) or (isinstance(items, list | tuple) and isinstance(index, int)):
                return items[index]
        except (LookupError, TypeError):
            raise NotUnderstood("there is nothing at this index", node.lineno) from None
        raise NotUnderstood("this index is not supported", node.lineno)

    def _slice(self, owner: Any, node: ast.Slice, frame: Frame) -> Any:
        bounds = [self.value(one, frame) if one else None for one in (node.lower, node.upper, node.step)]
        usable = all(bound is None or isinstance(bound, int) for bound in bounds) and bounds[2] != 0
        if not usable or not isinstance(owner, list | tuple | str | Container):
            raise NotUnderstood("this slice is not supported", node.lineno)
        if isinstance(owner, Container):
            chosen = list(owner.children.items())[slice(*bounds)]
            return Container(owner.line, owner.path, dict(chosen), owner.is_list)
        return owner[slice(*bounds)]

    def _text(self, node: ast.JoinedStr, frame: Frame) -> str:
        pieces = []
        for part in node.values:
            value = (
                self.value(part.value, frame)
                if isinstance(part, ast.FormattedValue)
                else self.value(part, frame)
            )
            if not isinstance(value, int | str) or (
                isinstance(part, ast.FormattedValue) and part.format_spec
            ):
                raise NotUnderstood("texts are supported with integers and texts inside alone", node.lineno)
            pieces.append(str(value))
        text = "".join(pieces)
        if len(text) > MAX_TEXT:
            raise NotUnderstood("this text is too long", node.lineno)
        return text

    def items(self, value: Any, node: ast.AST) -> Iterable[Any]:
        """What a loop goes through."""
        if isinstance(value, Instance):
            value = list(value.children.values())
        if isinstance(value, Container):
            return list(value.children.values())
        if isinstance(value, dict):
            return list(value)
        if isinstance(value, Sizes):
            return [BATCH]
        if isinstance(value, list | tuple) and len(value) <= MAX_ITEMS:
            return list(value)
        raise NotUnderstood("this cannot be gone through", line_of(node))

    def _call(self, node: ast.Call, frame: Frame) -> Any:
        if isinstance(node.func, ast.Name) and node.func.id == "super" and "super" not in frame.names:
            if frame.owner is None or frame.cls is None:
                raise NotUnderstood("super() is supported in methods alone", node.lineno)
            return Super(frame.owner, frame.cls)
        function = self.value(node.func, frame)
        positional = tuple(self._all(node.args, frame))
        keywords: dict[str, Any] = {}
        for keyword in node.keywords:
            given = self.value(keyword.value, frame)
            if keyword.arg is None and not isinstance(given, dict):
                raise NotUnderstood("** is supported with a dict alone", node.lineno)
            keywords |= given if keyword.arg is None else {keyword.arg: given}
        return self.call(function, positional, keywords, node, frame)

    def merge(self, how: Any, tensors: Iterable[Any], node: ast.AST, frame: Frame) -> Tensor:
        """Where branches meet."""
        found = list(tensors)
        if not found or not all(isinstance(tensor, Tensor) for tensor in found):
            raise NotUnderstood("only tensors can be joined", line_of(node))
        path = frame.owner.path if frame.owner else ()
        step = Step(how, tuple(tensor.step for tensor in found), line_of(node), path=path)
        if len(found) == 1 and path and frame.entry:
            step.part_at(frame.entry)
        return Tensor(step)

    def _size(self, index: Any, node: ast.AST) -> Any:
        if index != 0:
            raise NotUnderstood("of a tensor's sizes only that of the batch is known", line_of(node))
        return BATCH

    def bind(self, target: ast.expr, value: Any, frame: Frame) -> None:
        """Give the names of a target what stands on the right."""
        match target:
            case ast.Name():
                frame.names[target.id] = value
            case ast.Tuple() | ast.List():
                items = list(self.items(value, target))
                if len(items) != len(target.elts):
                    raise NotUnderstood("this cannot be unpacked so", target.lineno)
                for inner, item in zip(target.elts, items, strict=True):
                    self.bind(inner, item, frame)
            case ast.Attribute():
                owner = self.value(target.value, frame)
                if not isinstance(owner, Instance):
                    raise NotUnderstood("attributes are supported on self alone", target.lineno)
                owner.attributes[target.attr] = value
            case _:
                raise NotUnderstood(f"assigning to {name_of(target)} is not supported", target.lineno)

    def spend(self, node: ast.AST) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise NotUnderstood("this takes too many steps to read", line_of(node))
