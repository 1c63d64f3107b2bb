"""PyTorch source as a network: the file is parsed and read, never run.

The network is what the last assignment makes (`model = Net()`), else the last class that no other one uses. Of
what stands around it, constants, functions and other classes are read where they are needed; the rest (training,
data, printing) is passed over.
"""

import ast
import warnings
from collections.abc import Iterable
from typing import Any

from app.errors import TooLarge
from app.network.imports.calls import Interpreter
from app.network.imports.errors import NotUnderstood
from app.network.imports.expressions import Frame
from app.network.imports.graph import Step
from app.network.imports.sizes import UNKNOWN, Size, network_of
from app.network.imports.torch_names import canonical, is_ours
from app.network.imports.tree import tree_of
from app.network.imports.values import (
    Class,
    Container,
    Dotted,
    Function,
    Instance,
    LayerModule,
    Module,
    Scope,
    Tensor,
    Unknown,
    attribute_modules,
)
from app.network.spec import NetworkSpec

MAX_BYTES = 256 * 1024
MAX_DEPTH = 150
"""Levels of the syntax tree."""
NORMALISERS = {
    "pixels / 255": "none",
    "pixels / 255 - 0.5": "half",
    "(pixels / 255 - mean) / std": "standard",
}
"""How `normalize` of a written file tells the setting."""
SAMPLES = frozenset({"rand", "randn", "zeros", "ones", "empty"})
"""Functions of torch whose four sizes are those of an input: `torch.randn(1, 3, 32, 32)`."""


def read_source(text: str, size: Size = UNKNOWN) -> NetworkSpec:
    """The network that a file describes.

    `size` is what the reader knows of the input; what it leaves out is looked for in the file. Raises
    NotUnderstood with the line, SizeNeeded, TooLarge.
    """
    tree = _parse(text)
    try:
        return _network(tree, size)
    except RecursionError:
        raise NotUnderstood("this is nested too deep") from None


def _parse(text: str) -> ast.Module:
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise TooLarge(f"A source may have at most {MAX_BYTES:,} bytes.", code="body_too_large")
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(text)
    except SyntaxError as error:
        raise NotUnderstood(f"this is no Python: {error.msg}", error.lineno) from None
    except (ValueError, MemoryError, RecursionError):
        raise NotUnderstood("this is no Python that can be parsed") from None
    _check_depth(tree)
    return tree


def _check_depth(tree: ast.Module) -> None:
    level: list[ast.AST] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise NotUnderstood("this is nested too deep", getattr(level[0], "lineno", None))


def _network(tree: ast.Module, size: Size) -> NetworkSpec:
    reader = Interpreter()
    _read_file(reader, tree)
    root = _root(reader)
    _name_modules(root)
    start = Step("input")
    end = reader.call(root, (Tensor(start),), {}, ast.Pass(lineno=root.line), Frame({}, {}))
    if not isinstance(end, Tensor):
        raise NotUnderstood("the network gives more than one tensor", root.line)
    _check_all_used(root)
    known = size.filled(_known_size(reader.globals)).filled(_sample_size(tree))
    named = reader.globals.get("NAMED")
    kept = [name for name in named if isinstance(name, str)] if isinstance(named, tuple) else []
    return network_of(tree_of(start, end.step, kept), _facts(reader.globals, root), known)


def _read_file(reader: Interpreter, tree: ast.Module) -> None:
    """Bind the names of the file."""
    names = reader.globals
    for node in tree.body:
        match node:
            case ast.Import():
                for alias in node.names:
                    full = alias.name if alias.asname else alias.name.partition(".")[0]
                    names[alias.asname or full] = Dotted(canonical(full))
            case ast.ImportFrom():
                for alias in node.names:
                    names[alias.asname or alias.name] = Dotted(canonical(f"{node.module}.{alias.name}"))
            case ast.ClassDef():
                names[node.name] = Class(node, names, _base(reader, node))
            case ast.FunctionDef():
                names[node.name] = Function(node, names)
            case ast.Assign() | ast.AnnAssign() | ast.Expr():
                _read_statement(reader, node)


def _base(reader: Interpreter, node: ast.ClassDef) -> Any:
    try:
        return reader.value(node.bases[0], Frame({}, {})) if len(node.bases) == 1 else None
    except NotUnderstood:
        return None


def _read_statement(reader: Interpreter, node: ast.Assign | ast.AnnAssign | ast.Expr) -> None:
    """Read a statement of the file; what it binds is unknown where it is not understood."""
    frame = Frame(reader.globals, {})
    try:
        if isinstance(node, ast.Expr):
            value = reader.value(node.value, frame)
            if isinstance(value, Module):
                reader.globals[""] = value
        else:
            reader.block([node], frame)
    except NotUnderstood as problem:
        if _makes_network(reader, node.value):
            raise
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
        for target in targets:
            if isinstance(target, ast.Name):
                reader.globals[target.id] = Unknown(problem.what, problem.line)


def _makes_network(reader: Interpreter, made: ast.expr | None) -> bool:
    """Does an expression call a class of the file that is a module, or nn.Sequential?"""
    if not isinstance(made, ast.Call):
        return False
    if isinstance(made.func, ast.Attribute):
        return made.func.attr == "Sequential"
    called = reader.globals.get(made.func.id) if isinstance(made.func, ast.Name) else None
    is_network = isinstance(called, Class) and called.root in (Dotted("nn.Module"), Dotted("nn.Sequential"))
    return is_network or called == Dotted("nn.Sequential")


def _root(reader: Interpreter) -> Module:
    """The module that is the network."""
    made = [value for value in reader.globals.values() if isinstance(value, Container) and not value.is_list]
    if made:
        return made[-1]
    classes = [value for value in reader.globals.values() if isinstance(value, Class)]
    modules = [cls for cls in classes if cls.root in (Dotted("nn.Module"), Dotted("nn.Sequential"))]
    used = {name for cls in modules for name in _names_in(cls.definition) - {cls.definition.name}}
    free = [cls for cls in modules if cls.definition.name not in used and not is_ours(cls.definition)]
    if not free:
        raise NotUnderstood("there is no nn.Module and no nn.Sequential in this file")
    cls = free[-1]
    root = reader.call(cls, (), {}, ast.Pass(lineno=cls.definition.lineno), Frame({}, {}))
    assert isinstance(root, Module)
    return root


def _names_in(node: ast.AST) -> set[str]:
    return {inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)}


def _name_modules(root: Module) -> None:
    """Give every module its path, as `named_modules()` would."""
    seen = {id(root)}
    waiting = [root]
    while waiting:
        parent = waiting.pop()
        children = attribute_modules(parent) if isinstance(parent, Instance) else _children(parent)
        for name, child in children.items():
            if id(child) not in seen:
                seen.add(id(child))
                child.path = (*parent.path, name)
                waiting.append(child)


def _children(module: Module) -> dict[str, Module]:
    return module.children if isinstance(module, Container) else {}


def _modules(root: Module) -> Iterable[Module]:
    yield root
    children = attribute_modules(root) if isinstance(root, Instance) else _children(root)
    for child in children.values():
        yield from _modules(child)


def _check_all_used(root: Module) -> None:
    for module in _modules(root):
        if isinstance(module, LayerModule) and module.reading.claims and not module.used:
            raise NotUnderstood("this layer has weights but is not used", module.line)


def _known_size(names: Scope) -> Size:
    """INPUT_SHAPE of a written file."""
    shape = names.get("INPUT_SHAPE")
    if isinstance(shape, tuple) and len(shape) == 3 and all(type(side) is int for side in shape):
        return Size(*shape)
    return UNKNOWN


def _sample_size(tree: ast.Module) -> Size:
    """The sizes of the first sample input in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SAMPLES:
            given = (
                node.args[0].elts
                if len(node.args) == 1 and isinstance(node.args[0], ast.Tuple)
                else node.args
            )
            sizes = [one.value for one in given if isinstance(one, ast.Constant) and type(one.value) is int]
            if len(sizes) == len(given) == 4:
                return Size(sizes[1], sizes[2], sizes[3])
    return UNKNOWN


def _facts(names: Scope, root: Module) -> dict[str, Any]:
    """What a written file says besides its layers."""
    own = root.cls.definition.name if isinstance(root, Instance) and root.cls else ""
    name = names.get("NAME")
    facts: dict[str, Any] = {"name": name if isinstance(name, str) else own[:64]}
    if names.get("SIZE_RULE") in ("floor", "strict"):
        facts["size_rule"] = names["SIZE_RULE"]
    if names.get("NORMALIZE") in NORMALISERS.values():
        facts["normalize"] = names["NORMALIZE"]
    normalise = names.get("normalize")
    if isinstance(normalise, Function):
        last = normalise.definition.body[-1]
        if isinstance(last, ast.Return) and last.value and ast.unparse(last.value) in NORMALISERS:
            facts["normalize"] = NORMALISERS[ast.unparse(last.value)]
    return facts
