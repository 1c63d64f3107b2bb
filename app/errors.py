"""Every error that the playground itself raises.

PlaygroundError
├── InvalidInput     422
│   └── InvalidNetwork
├── BadJson          400
├── NotFound         404
├── Conflict         409
├── TooLarge         413
├── Unsupported      415
├── TooMany          429
├── ExportMismatch   500
├── NotInstalled     501
├── Unavailable      503
└── StorageFull      507

Each becomes an `application/problem+json` answer (RFC 9457): `Problem`, made by `problem_of`.
"""

from collections.abc import Sequence
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

MAX_PROBLEM_BYTES = 4096
MAX_ENTRIES = 20

Params = dict[str, str | int | float]


class Repair(BaseModel):
    """A change that solves a problem: `patch` is JSON Patch (RFC 6902) on the request."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    label: str
    """What it does, in English."""
    code: str = ""
    """Stable name of the label, for translation with `params`."""
    params: Params = {}
    """The numbers of the label."""
    patch: list[dict[str, Any]]
    """JSON Patch on the request."""

    def below(self, pointer: str) -> "Repair":
        """The same change of what stands at `pointer`."""
        places = ("path", "from")
        moved = [
            {key: pointer + value if key in places else value for key, value in change.items()}
            for change in self.patch
        ]
        return self.model_copy(update={"patch": moved})


class ErrorEntry(BaseModel):
    """One thing that is wrong, and where."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    pointer: str = ""
    """JSON Pointer into the request."""
    code: str
    """Stable name of the problem."""
    detail: str
    """What is wrong and what would be right, in English."""
    path: str | None = None
    """Path of the node, for problems of a network."""
    params: Params = {}
    """The numbers of the detail, for translation."""
    repairs: list[Repair] = []
    """Changes that solve it, best first."""

    def below(self, pointer: str) -> "ErrorEntry":
        """The same entry about what stands at `pointer`."""
        repairs = [repair.below(pointer) for repair in self.repairs]
        return self.model_copy(update={"pointer": pointer + self.pointer, "repairs": repairs})


class Problem(BaseModel):
    """RFC 9457's body of an error."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    type: str = "about:blank"
    title: str
    status: int
    code: str
    """Stable name of the problem."""
    detail: str
    errors: list[ErrorEntry] = Field(default=[], max_length=MAX_ENTRIES)
    """What is wrong in detail; at most 20, the body at most 4 KB."""
    request_id: str = ""
    truncated: bool = False
    """Were repairs or errors left out to keep the body small?"""


class PlaygroundError(Exception):
    """An error with a stable `code`, an English `detail` and the HTTP `status` it becomes."""

    status = 500
    code = "internal"
    title = "Internal error"

    def __init__(self, detail: str, *, code: str | None = None, errors: Sequence[ErrorEntry] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = list(errors)
        if code is not None:
            self.code = code

    @classmethod
    def of(cls, code: str, detail: str, **params: str | int | float) -> Self:
        """An error about one thing, with the numbers of its detail as `params` for translation."""
        return cls(detail, code=code, errors=[ErrorEntry(code=code, detail=detail, params=params)])

    def below(self, pointer: str) -> Self:
        """The same error where what it is about stands at `pointer` of the request: entries and repairs move."""
        entries = self.errors or [ErrorEntry(code=self.code, detail=self.detail)]
        self.errors = [entry.below(pointer) for entry in entries]
        return self

    @property
    def params(self) -> Params:
        """The numbers of the first entry."""
        return self.errors[0].params if self.errors else {}


class InvalidInput(PlaygroundError):
    """What was sent is well-formed but cannot be accepted."""

    status, code, title = 422, "invalid", "Invalid input"


class InvalidNetwork(InvalidInput):
    """A network description with a problem; `partial` is the summary of the nodes before it."""

    title = "Invalid network"

    def __init__(
        self, detail: str, *, code: str | None = None, errors: Sequence[ErrorEntry] = (), partial: Any = None
    ) -> None:
        super().__init__(detail, code=code, errors=errors)
        self.partial = partial


class BadJson(PlaygroundError):
    """The body is no JSON."""

    status, code, title = 400, "bad_json", "Bad JSON"


class NotFound(PlaygroundError):
    """There is no such thing, or it is not yours."""

    status, code, title = 404, "not_found", "Not found"


class Conflict(PlaygroundError):
    """The thing is not in a state that allows this."""

    status, code, title = 409, "conflict", "Conflict"


class TooLarge(PlaygroundError):
    """More than the limits allow."""

    status, code, title = 413, "too_large", "Too large"


class Unsupported(PlaygroundError):
    """A media type that is not accepted."""

    status, code, title = 415, "unsupported", "Unsupported media type"


class TooMany(PlaygroundError):
    """Too many requests or runs at once."""

    status, code, title = 429, "too_many", "Too many requests"
    retry_after = 1
    """Seconds to wait, for the header of that name."""


class ExportMismatch(PlaygroundError):
    """A file that was made gives another output than the network; it is not sent."""

    status, code, title = 500, "export_mismatch", "Export failed"

    def __init__(self, detail: str = "", **more: Any) -> None:
        super().__init__(
            detail or "The file would give another output than the network, so it is not sent.", **more
        )


class NotInstalled(PlaygroundError):
    """A package that this needs is not installed on the server."""

    status, code, title = 501, "not_installed", "Not installed"


class StorageFull(PlaygroundError):
    """The disk is full."""

    status, code, title = 507, "disk_full", "Storage full"


class Unavailable(PlaygroundError):
    """Something this depends on does not answer just now."""

    status, code, title = 503, "unavailable", "Unavailable"


LONGEST_STEP = 64


def pointer_step(key: str | None) -> str:
    """`/key` of a JSON Pointer; nothing for a key that is no sane name, which is not repeated to anybody."""
    if key is None or len(key) > LONGEST_STEP or not key.isprintable():
        return ""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def problem_of(error: PlaygroundError, request_id: str = "") -> Problem:
    """The answer for an error: at most 20 entries and 4 KB; repairs go first, then entries from the end."""
    problem = Problem(
        title=error.title,
        status=error.status,
        code=error.code,
        detail=error.detail[:1000],
        errors=[entry.model_copy() for entry in error.errors[:MAX_ENTRIES]],
        request_id=request_id,
        truncated=len(error.errors) > MAX_ENTRIES,
    )
    return _fitted(problem)


def _fitted(problem: Problem) -> Problem:
    for entry in reversed(problem.errors):
        if _size(problem) <= MAX_PROBLEM_BYTES:
            return problem
        problem.truncated = problem.truncated or bool(entry.repairs)
        entry.repairs = []
    while problem.errors and _size(problem) > MAX_PROBLEM_BYTES:
        problem.truncated = True
        problem.errors.pop()
    return problem


def _size(problem: Problem) -> int:
    return len(problem.model_dump_json().encode())
