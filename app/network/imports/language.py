"""Statements: bodies of functions and classes, read one statement after the other."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.layers.forms import TRAINING
from app.network.imports.errors import NotUnderstood
from app.network.imports.expressions import Expressions, Frame
from app.network.imports.graph import Step
from app.network.imports.operators import name_of
from app.network.imports.values import Tensor


@dataclass(frozen=True)
class Returned:
    """The end of a function, with what it gives."""

    value: Any


class Language(Expressions):
    """Reads bodies of statements."""

    def block(self, body: Iterable[ast.stmt], frame: Frame) -> Returned | None:
        """Read statements one after the other until one returns."""
        for statement in body:
            self.spend(statement)
            returned = self._statement(statement, frame)
            if returned:
                return returned
        return None

    def _statement(self, node: ast.stmt, frame: Frame) -> Returned | None:
        match node:
            case ast.Return():
                return Returned(self.value(node.value, frame) if node.value else None)
            case ast.If():
                return self._if(node, frame)
            case ast.For():
                return self._for(node, frame)
            case ast.Assign():
                self._assign(node, frame)
            case ast.AnnAssign():
                if node.value:
                    self.bind(node.target, self.value(node.value, frame), frame)
            case ast.AugAssign():
                joined = self.binary(
                    node, self.value(node.target, frame), self.value(node.value, frame), frame
                )
                self.bind(node.target, joined, frame)
            case ast.Expr():
                if not isinstance(node.value, ast.Constant):
                    self.value(node.value, frame)
            case ast.Pass() | ast.Assert():
                pass
            case _:
                raise NotUnderstood(f"{name_of(node)} is not supported", node.lineno)
        return None

    def _if(self, node: ast.If, frame: Frame) -> Returned | None:
        test = self.value(node.test, frame)
        if test == TRAINING:
            self._while_training(node.body, frame)
            return self.block(node.orelse, frame)
        return self.block(node.body if self.truth(test, node) else node.orelse, frame)

    def _while_training(self, body: list[ast.stmt], frame: Frame) -> None:
        """Heads that are computed in training alone."""
        for statement in body:
            if isinstance(statement, ast.Assign):
                self._head(statement, statement.value, frame)

    def _for(self, node: ast.For, frame: Frame) -> Returned | None:
        for item in self.items(self.value(node.iter, frame), node.iter):
            self.bind(node.target, item, frame)
            returned = self.block(node.body, frame)
            if returned:
                return returned
        return self.block(node.orelse, frame)

    def _assign(self, node: ast.Assign, frame: Frame) -> None:
        given = node.value
        if isinstance(given, ast.IfExp) and self.value(given.test, frame) == TRAINING:
            self._head(node, given.body, frame)
            return
        value = self.value(given, frame)
        for target in node.targets:
            self.bind(target, value, frame)

    def _head(self, node: ast.Assign, made: ast.expr, frame: Frame) -> None:
        """An auxiliary head: what is bound to the trunk's tensor passes it from here on."""
        value = self.value(made, frame)
        if not isinstance(value, Tensor):
            raise NotUnderstood("this is no auxiliary head", node.lineno)
        bound = {given.step for given in frame.names.values() if isinstance(given, Tensor)}
        trunk = value.step.fork
        while trunk is not None and trunk not in bound:
            trunk = trunk.fork
        if trunk is None:
            raise NotUnderstood("this head does not start from what is passed on", node.lineno)
        weight = frame.owner.attributes.get("weight", 0.3) if frame.owner else 0.3
        path = frame.owner.path if frame.owner else ()
        step = Step("auxiliary", (trunk,), node.lineno, path=path, head=value.step, weight=float(weight))
        for name, given in frame.names.items():
            if isinstance(given, Tensor) and given.step is trunk:
                frame.names[name] = Tensor(step)
