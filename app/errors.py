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
├── StorageFull      507
└── Unavailable      503
"""


class PlaygroundError(Exception):
    """An error with a stable `code`, an English `detail` and the HTTP `status` it becomes."""

    status = 500
    code = "internal"
    title = "Internal error"

    def __init__(self, detail: str, *, code: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        if code is not None:
            self.code = code


class InvalidInput(PlaygroundError):
    """What was sent is well-formed but cannot be accepted."""

    status, code, title = 422, "invalid", "Invalid input"


class InvalidNetwork(InvalidInput):
    """A network description with a problem."""

    title = "Invalid network"


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


class StorageFull(PlaygroundError):
    """The disk is full."""

    status, code, title = 507, "disk_full", "Storage full"


class Unavailable(PlaygroundError):
    """Something this depends on does not answer just now."""

    status, code, title = 503, "unavailable", "Unavailable"
