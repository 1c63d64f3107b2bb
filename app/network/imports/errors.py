"""What is not understood is named with its place."""

from app.errors import ErrorEntry, InvalidInput, Params


class NotUnderstood(InvalidInput):
    """A piece of somebody's network that means nothing here."""

    code, title = "not_understood", "Not understood"

    def __init__(self, what: str, line: int | None = None) -> None:
        self.what, self.line = what, line
        place = "" if line is None else f"line {line}: "
        params: Params = {"what": what}
        if line is not None:
            params |= {"line": line, "reason": "not_understood_line"}
        entry = ErrorEntry(code=self.code, detail=f"{place}{what}", params=params)
        super().__init__(entry.detail, errors=[entry])
