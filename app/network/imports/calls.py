"""Calls: functions and classes of the source, layers of torch, and what joins tensors."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.layers.forms import BATCH, Misread
from app.network.imports.errors import NotUnderstood
from app.network.imports.expressions import BUILTINS, LIST_METHODS, LISTINGS, Frame
from app.network.imports.graph import Step
from app.network.imports.language import Language
from app.network.imports.operators import MAX_ITEMS, PLAIN, bounded, computed, line_of
from app.network.imports.torch_names import function_forms, is_ours, module_forms, read
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
    WeightOf,
)

MAX_CALLS = 40
CONCAT = frozenset({"torch.cat", "torch.concat", "torch.concatenate"})
COPIES = frozenset({"contiguous", "clone"})
"""Methods of tensors that change nothing."""
HINTS = dict.fromkeys(("F.log_softmax", "nn.LogSoftmax"), "leave it out, cross-entropy contains it")


@dataclass
class Interpreter(Language):
    """Knows what the calls in a file mean."""

    calls: int = 0

    def call(
        self,
        function: Any,
        positional: tuple[Any, ...],
        keywords: dict[str, Any],
        node: ast.AST,
        frame: Frame,
    ) -> Any:
        """What a call gives."""
        line = line_of(node) or 0
        match function:
            case Function():
                return self._function(function, positional, keywords, line)
            case Class():
                return self._instance(function, positional, keywords, line)
            case Module():
                return self._forward(function, positional, keywords, line)
            case Dotted():
                return self._dotted(function.name, positional, keywords, node, frame)
            case Method():
                return self._method(function, positional, keywords, node, frame)
        raise NotUnderstood("this cannot be called", line)

    def _function(
        self, function: Function, positional: tuple[Any, ...], keywords: dict[str, Any], line: int
    ) -> Any:
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise NotUnderstood("calls are nested too deep", line)
        names = self._arguments(function, positional, keywords, line)
        entry = next((value.step for value in names.values() if isinstance(value, Tensor)), None)
        frame = Frame(names, function.scope, function.owner, function.cls, entry)
        returned = self.block(function.definition.body, frame)
        self.calls -= 1
        return returned.value if returned else None

    def _arguments(
        self, function: Function, positional: tuple[Any, ...], keywords: dict[str, Any], line: int
    ) -> Scope:
        """The names that a function's parameters get."""
        given = function.definition.args
        parameters = [*given.posonlyargs, *given.args]
        values = (function.owner, *positional) if function.owner is not None else positional
        names = dict(zip((parameter.arg for parameter in parameters), values, strict=False))
        rest = values[len(parameters) :]
        if given.vararg:
            names[given.vararg.arg] = rest
        known = {parameter.arg for parameter in (*parameters, *given.kwonlyargs)} - names.keys()
        extra = {name: value for name, value in keywords.items() if name not in known}
        if (rest and not given.vararg) or (extra and not given.kwarg):
            raise NotUnderstood(f"{function.definition.name} is called with arguments it does not have", line)
        names |= {name: value for name, value in keywords.items() if name in known}
        if given.kwarg:
            names[given.kwarg.arg] = extra
        return self._defaults(function, names, line)

    def _defaults(self, function: Function, names: Scope, line: int) -> Scope:
        given, around = function.definition.args, Frame({}, function.scope)
        parameters = [*given.posonlyargs, *given.args]
        later = parameters[len(parameters) - len(given.defaults) :]
        pairs = [
            *zip(later, given.defaults, strict=True),
            *zip(given.kwonlyargs, given.kw_defaults, strict=True),
        ]
        for parameter, default in pairs:
            if parameter.arg not in names and default is not None:
                names[parameter.arg] = self.value(default, around)
        for parameter in (*parameters, *given.kwonlyargs):
            if parameter.arg not in names:
                what = f"{function.definition.name} needs a value for {parameter.arg}"
                raise NotUnderstood(what, line)
        return names

    def _instance(self, cls: Class, positional: tuple[Any, ...], keywords: dict[str, Any], line: int) -> Any:
        """Make a module of a class of the source."""
        if is_ours(cls.definition):
            return self._layer(cls.definition.name, positional, keywords, line)
        if cls.root not in (Dotted("nn.Module"), Dotted("nn.Sequential")):
            raise NotUnderstood(f"{cls.definition.name} is no nn.Module", line)
        instance = Instance(line, cls=cls)
        if cls.find("__init__"):
            method = self._of_class(cls, "__init__", cls.definition, instance)
            self._function(method, positional, keywords, line)
        elif positional or keywords:
            self._adopt(instance, positional, line)
        return instance

    def _adopt(self, instance: Container, modules: tuple[Any, ...], line: int) -> None:
        """Give a Sequential its children."""
        if len(modules) == 1 and isinstance(modules[0], dict):
            named = {str(name): module for name, module in modules[0].items()}
        else:
            named = {str(index): module for index, module in enumerate(modules)}
        for name, module in named.items():
            if not isinstance(module, Module):
                raise NotUnderstood("only modules can stand here", line)
            instance.children[name] = module

    def _layer(
        self, name: str, positional: tuple[Any, ...], keywords: dict[str, Any], line: int
    ) -> LayerModule:
        try:
            kind, reading = read(module_forms()[name], positional, keywords)
        except Misread as misread:
            raise NotUnderstood(f"{name}: {misread}", line) from None
        return LayerModule(line, kind=kind, reading=reading)

    def _forward(
        self, module: Module, positional: tuple[Any, ...], keywords: dict[str, Any], line: int
    ) -> Any:
        """What a module makes of a tensor."""
        if isinstance(module, Instance) and module.cls and module.cls.find("forward"):
            method = self._of_class(module.cls, "forward", module.cls.definition, module)
            return self._function(method, positional, keywords, line)
        tensor = positional[0] if len(positional) == 1 and not keywords else None
        if not isinstance(tensor, Tensor):
            raise NotUnderstood("a layer takes one tensor", line)
        if isinstance(module, LayerModule):
            return self._apply(module, tensor, line)
        assert isinstance(module, Container)
        if module.is_list:
            raise NotUnderstood("a ModuleList cannot be called", line)
        for child in module.children.values():
            tensor = self._forward(child, (tensor,), {}, line)
        return tensor

    def _apply(self, module: LayerModule, tensor: Tensor, line: int) -> Tensor:
        if module.kind is None:
            return tensor
        if module.used and module.reading.claims:
            raise NotUnderstood("this layer is used twice: layers that share weights are not supported", line)
        module.used = True
        given = self._step(module.kind, module.reading, tensor, module.line, module.path)
        given.step.zeroed = module.zeroed
        return given

    def _step(self, kind: Any, reading: Any, tensor: Tensor, line: int, path: tuple[str, ...] = ()) -> Tensor:
        layer = {"kind": kind.model_fields["kind"].default, **reading.settings}
        return Tensor(Step("layer", (tensor.step,), line, layer, reading.claims, path))

    # Names of torch and of Python.

    def _dotted(
        self, name: str, positional: tuple[Any, ...], keywords: dict[str, Any], node: ast.AST, frame: Frame
    ) -> Any:
        line = line_of(node) or 0
        if name in ("nn.Sequential", "nn.ModuleList"):
            return self._container(name, positional, line)
        if name in module_forms():
            return self._layer(name, positional, keywords, line)
        if name == "nn.Identity":
            return LayerModule(line)
        if name in CONCAT or name == "torch.stack":
            return self._joined(name, positional, keywords, node, frame)
        if name == "torch.add" and len(positional) == 2 and not keywords:
            return self.merge("add", positional, node, frame)
        if name == "collections.OrderedDict":
            return self._ordered(positional, keywords, line)
        if name in function_forms() and positional and isinstance(positional[0], Tensor):
            return self._functional(name, positional[0], positional, keywords, line)
        if name.startswith("nn.init."):
            return self._initialised(name, positional)
        if name in BUILTINS:
            return self._python(name, positional, keywords, node, frame)
        hint = f"; {HINTS[name]}" if name in HINTS else ""
        raise NotUnderstood(f"{name} is not supported{hint}", line)

    def _initialised(self, name: str, positional: tuple[Any, ...]) -> None:
        """How weights begin is no part of a network, but for zeros at the end of a residual block."""
        if name == "nn.init.zeros_" and positional and isinstance(positional[0], WeightOf):
            positional[0].module.zeroed = True

    def _container(self, name: str, positional: tuple[Any, ...], line: int) -> Container:
        container = Container(line, is_list=name == "nn.ModuleList")
        if container.is_list:
            given = positional[0] if positional else []
            positional = tuple(self.items(given, ast.Pass()))
        self._adopt(container, positional, line)
        return container

    def _ordered(self, positional: tuple[Any, ...], keywords: dict[str, Any], line: int) -> dict[str, Any]:
        pairs = positional[0] if positional else []
        if isinstance(pairs, dict):
            return {**pairs, **keywords}
        if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
            raise NotUnderstood("an OrderedDict is supported with pairs alone", line)
        if len({name for name, _ in pairs}) < len(pairs):
            raise NotUnderstood("a name stands twice here", line)
        return {**dict(pairs), **keywords}

    def _joined(
        self, name: str, positional: tuple[Any, ...], keywords: dict[str, Any], node: ast.AST, frame: Frame
    ) -> Any:
        given = dict(zip(("tensors", "dim"), positional, strict=False)) | keywords
        tensors, dim = given.pop("tensors", None), given.pop("dim", 0)
        if given or not isinstance(tensors, list | tuple):
            raise NotUnderstood(f"{name} is supported with a list of tensors alone", line_of(node))
        if name == "torch.stack":
            if dim != 0 or not all(isinstance(tensor, Tensor) for tensor in tensors):
                raise NotUnderstood("torch.stack is supported as torch.stack(…).sum(0) alone", line_of(node))
            return Stacked(tuple(tensor.step for tensor in tensors))
        if dim not in (1, -3):
            raise NotUnderstood(f"{name} is supported over the channels alone (dim=1)", line_of(node))
        return self.merge("concat", tensors, node, frame)

    def _functional(
        self,
        name: str,
        tensor: Tensor,
        positional: tuple[Any, ...],
        keywords: dict[str, Any],
        line: int,
    ) -> Tensor:
        try:
            kind, reading = read(function_forms()[name], positional, keywords)
        except Misread as misread:
            raise NotUnderstood(f"{name.lstrip('.')}: {misread}", line) from None
        return self._step(kind, reading, tensor, line)

    def _python(
        self, name: str, positional: tuple[Any, ...], keywords: dict[str, Any], node: ast.AST, frame: Frame
    ) -> Any:
        """Python's own functions, on values that are known."""
        line = line_of(node)
        if name == "print":
            return None
        if name == "sum" and len(positional) == 1 and not keywords:
            items = list(self.items(positional[0], node))
            if items and all(isinstance(item, Tensor) for item in items):
                return self.merge("sum", items, node, frame)
        if name == "range":
            return self._range(positional, line)
        if name == "len" and len(positional) == 1:
            return BATCH if isinstance(positional[0], Tensor) else len(list(self.items(positional[0], node)))
        if name in GOING_THROUGH:
            lists = tuple(list(self.items(one, node)) for one in positional)
            return computed(GOING_THROUGH[name], node, *lists)
        if name == "dict" and not positional:
            return keywords
        plain = all(isinstance(value, PLAIN) for value in positional)
        if keywords or not plain or (name == "str" and not isinstance(positional[0], int | str)):
            raise NotUnderstood(f"{name} is not supported with these arguments", line)
        return computed(PYTHON[name], node, *positional)

    def _range(self, bounds: tuple[Any, ...], line: int | None) -> list[int]:
        try:
            numbers = range(*bounds)
        except (TypeError, ValueError):
            raise NotUnderstood("this range is not known here", line) from None
        if len(numbers) > MAX_ITEMS:
            raise NotUnderstood("this range is too long", line)
        return list(numbers)

    # Methods.

    def _method(
        self,
        method: Method,
        positional: tuple[Any, ...],
        keywords: dict[str, Any],
        node: ast.AST,
        frame: Frame,
    ) -> Any:
        owner, name, line = method.owner, method.name, line_of(node) or 0
        match owner:
            case Tensor():
                return self._of_tensor(owner, name, positional, keywords, line)
            case Stacked() if name == "sum" and {*positional, *keywords.values()} == {0}:
                return self.merge("sum", [Tensor(step) for step in owner.steps], node, frame)
            case Super() if name == "__init__":
                if owner.cls.base == Dotted("nn.Sequential"):
                    self._adopt(owner.instance, positional, line)
                return None
            case list() if name in LIST_METHODS and len(positional) == 1:
                owner.extend([positional[0]] if name == "append" else self.items(positional[0], node))
                bounded(owner, node)
                return None
            case Container() if name in LISTINGS:
                return []
            case Container() if name in LIST_METHODS:
                return self._add(owner, name, positional, node)
            case dict() if name in ("items", "values", "keys") and not positional:
                return [tuple(pair) if isinstance(pair, tuple) else pair for pair in getattr(owner, name)()]
        raise NotUnderstood(f"the method {name} is not supported", line)

    def _of_tensor(
        self, tensor: Tensor, name: str, positional: tuple[Any, ...], keywords: dict[str, Any], line: int
    ) -> Any:
        if name == "size":
            return self._size(positional[0], ast.Pass(lineno=line)) if positional else Sizes()
        if name in COPIES and not positional:
            return tensor
        if f".{name}" in function_forms():
            return self._functional(f".{name}", tensor, positional, keywords, line)
        raise NotUnderstood(f"the method {name} of a tensor is not supported", line)

    def _add(self, owner: Container, name: str, positional: tuple[Any, ...], node: ast.AST) -> None:
        """Hang further modules on a module."""
        line = line_of(node) or 0
        if name in ("add_module", "register_module"):
            named = dict([positional]) if len(positional) == 2 else {}
        else:
            added = [positional[0]] if name == "append" else list(self.items(positional[0], node))
            named = {str(len(owner.children) + index): module for index, module in enumerate(added)}
        if not named or not all(isinstance(module, Module) for module in named.values()):
            raise NotUnderstood("only modules can be added here", line)
        target = owner.attributes if isinstance(owner, Instance) and name != "append" else owner.children
        target.update({str(key): module for key, module in named.items()})


GOING_THROUGH: dict[str, Callable[..., Any]] = {
    "enumerate": lambda items: list(enumerate(items)),
    "zip": lambda *lists: list(zip(*lists, strict=False)),
    "list": lambda items=(): list(items),
    "tuple": lambda items=(): tuple(items),
    "reversed": lambda items: list(reversed(items)),
}
"""Python's functions of lists; a tensor or a module may be in them."""
PYTHON: dict[str, Callable[..., Any]] = {
    "dict": dict,
    "float": float,
    "int": int,
    "max": max,
    "min": min,
    "str": str,
    "sum": sum,
}
"""Python's functions of plain values."""
