"""Python source laid out as formatters lay it out: 88 columns, what does not fit one item a line."""

from collections.abc import Sequence
from typing import Any

from app.layers.forms import REQUIRED, Argument, Call, Code

WIDTH = 88
STEP = "    "


def value(of: Any) -> str:
    """A setting as source, on one line."""
    match of:
        case Code(text):
            return text
        case str():
            return _quoted(of)
        case tuple() | list():
            items = ", ".join(value(item) for item in of)
            return f"({items},)" if len(of) == 1 else f"({items})"
    return repr(of)


def _quoted(text: str) -> str:
    """In double quotes, unless single ones need fewer escapes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    escaped = text.replace("\\", "\\\\").replace(quote, f"\\{quote}")
    return f"{quote}{escaped}{quote}"


def shown(call: Call) -> list[Argument]:
    """The arguments that must be written: without those that equal their defaults."""
    return [argument for argument in call.arguments if not _is_default(argument)]


def _is_default(argument: Argument) -> bool:
    default = argument.parameter.default
    return default is not REQUIRED and type(argument.value) is type(default) and argument.value == default


def argument(of: Argument) -> str:
    """`5` for what must be given, `padding=2` for what may be left out."""
    text = value(of.value)
    return text if of.parameter.default is REQUIRED else f"{of.parameter.name}={text}"


def call(of: Call, x: str = "x") -> str:
    """A call on one line; `x` stands for its input."""
    arguments = [argument(one) for one in shown(of)]
    if of.name.startswith("."):
        return f"{x}{of.name}({', '.join(arguments)})"
    if arguments and arguments[0] == "x":
        arguments[0] = x
    return f"{of.name}({', '.join(arguments)})"


def line(text: str, indent: str, comment: str = "") -> list[str]:
    """One line with a comment at its end, or above it where both do not fit."""
    whole = f"{indent}{text}  # {comment}" if comment else f"{indent}{text}"
    if not comment or len(whole) <= WIDTH:
        return [whole]
    return [f"{indent}# {comment}", f"{indent}{text}"]


def item(before: str, of: Call, after: str, indent: str, comment: str = "") -> list[str]:
    """A call in an argument list: `before` is `name=` or nothing, `after` a comma."""
    whole = f"{before}{call(of)}{after}"
    arguments = shown(of)
    if len(indent + whole) <= WIDTH or not arguments:
        return line(whole, indent, comment)
    above = [f"{indent}# {comment}"] if comment else []
    inner = [f"{indent}{STEP}{', '.join(argument(one) for one in arguments)}"]
    if len(inner[0]) > WIDTH:
        inner = [text for one in arguments for text in _argument_lines(one, indent + STEP)]
    return [*above, f"{indent}{before}{of.name}(", *inner, f"{indent}){after}"]


def assignment(target: str, of: Call, indent: str) -> list[str]:
    """`target = call(…)` over as many lines as it takes."""
    if len(f"{indent}{target} = {call(of)}") <= WIDTH:
        return [f"{indent}{target} = {call(of)}"]
    if shown(of) and len(f"{indent}{target} = {of.name}(") <= WIDTH:
        return item(f"{target} = ", of, "", indent)
    return [f"{indent}{target} = (", *item("", of, "", indent + STEP), f"{indent})"]


def _argument_lines(of: Argument, indent: str) -> list[str]:
    before = "" if of.parameter.default is REQUIRED else f"{of.parameter.name}="
    return value_lines(before, of.value, ",", indent)


def value_lines(before: str, of: Any, after: str, indent: str) -> list[str]:
    """A value over as many lines as it takes: tuples that do not fit have one item a line."""
    whole = f"{indent}{before}{value(of)}{after}"
    if len(whole) <= WIDTH or not isinstance(of, tuple | list):
        return [whole]
    inner = [text for one in of for text in value_lines("", one, ",", indent + STEP)]
    return [f"{indent}{before}(", *inner, f"{indent}){after}"]


def signature(names: Sequence[str], indent: str) -> list[str]:
    """The head of an `__init__` whose parameters are integers."""
    parameters = ["self", *(f"{name}: int" for name in names)]
    whole = f"{indent}def __init__({', '.join(parameters)}) -> None:"
    if len(whole) <= WIDTH:
        return [whole]
    inner = [f"{indent}{STEP}{parameter}," for parameter in parameters]
    return [f"{indent}def __init__(", *inner, f"{indent}) -> None:"]
