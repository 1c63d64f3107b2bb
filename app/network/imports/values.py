"""What names stand for while source is read: besides Python's own values, these."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.layers import Layer
from app.layers.forms import Reading
from app.network.imports.graph import Path, Step

Scope = dict[str, Any]


@dataclass(frozen=True)
class Tensor:
    """What a step gives."""

    step: Step


@dataclass(frozen=True)
class Stacked:
    """torch.stack of tensors: understood if it is summed at once."""

    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Sizes:
    """The shape of a tensor: of it only the batch is known."""


@dataclass(frozen=True)
class Dotted:
    """A name of torch, or of something else that was imported: `nn.Conv2d`, `F.relu`, `numpy`."""

    name: str


@dataclass(frozen=True)
class Method:
    """A method of a tensor or a list: `x.flatten`."""

    owner: Any
    name: str


@dataclass(frozen=True)
class Unknown:
    """The value of an assignment that was not understood; that matters only where it is used."""

    what: str
    line: int | None


@dataclass(eq=False)
class Module:
    """Something that is called with a tensor. `path` is where it stands below the network."""

    line: int
    path: Path = ()


@dataclass(eq=False)
class LayerModule(Module):
    """One layer."""

    kind: type[Layer] | None = None
    """None for an identity."""
    reading: Reading = field(default_factory=lambda: Reading({}))
    used: bool = False
    zeroed: bool = False
    """Do its weights begin with zeros?"""


@dataclass(frozen=True)
class WeightOf:
    """A parameter of a layer, which source may give its first values."""

    module: LayerModule


@dataclass(eq=False)
class Container(Module):
    """nn.Sequential, which is called, or nn.ModuleList, which is not."""

    children: dict[str, Module] = field(default_factory=dict)
    is_list: bool = False


@dataclass(frozen=True)
class Function:
    """A function of the source, or a method bound to its module."""

    definition: ast.FunctionDef
    scope: Scope
    owner: "Instance | None" = None
    cls: "Class | None" = None


def _bound(statement: ast.stmt) -> list[str]:
    """The names that an assignment in the body of a class binds."""
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    if isinstance(statement, ast.AnnAssign) and statement.value:
        targets = [statement.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


@dataclass(frozen=True, eq=False)
class Class:
    """A class of the source; `base` is another one, or a name of torch."""

    definition: ast.ClassDef
    scope: Scope
    base: Any

    def find(self, name: str) -> "tuple[Class, ast.stmt] | None":
        """A method or an assignment in the body of the class, or of one it derives from."""
        for statement in self.definition.body:
            if isinstance(statement, ast.FunctionDef) and statement.name == name:
                return self, statement
            if name in _bound(statement):
                return self, statement
        return self.base.find(name) if isinstance(self.base, Class) else None

    @property
    def root(self) -> Any:
        """The name of torch that it derives from in the end."""
        return self.base.root if isinstance(self.base, Class) else self.base


@dataclass(eq=False)
class Instance(Container):
    """A module of a class of the source."""

    cls: Class | None = None
    attributes: Scope = field(default_factory=dict)


@dataclass(frozen=True)
class Super:
    """super() in a method."""

    instance: Instance
    cls: Class


def attribute_modules(instance: Instance) -> Mapping[str, Module]:
    """The modules that hang on an instance, by attribute."""
    own = {name: value for name, value in instance.attributes.items() if isinstance(value, Module)}
    return {**instance.children, **own}
