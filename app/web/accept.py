"""Which of several forms of an answer a client wants."""

from collections.abc import Sequence

from fastapi import Request

from app.errors import PlaygroundError


class NotAcceptable(PlaygroundError):
    """None of the forms that the client accepts exists."""

    status, code, title = 406, "not_acceptable", "Not acceptable"


def preferred(request: Request, offered: Sequence[str]) -> str:
    """The first media type of `Accept` that is offered, by its weight; the first offered where all will do.

    Raises `NotAcceptable`.
    """
    accepted = sorted(_weighted(request.headers.get("accept") or "*/*"), key=lambda pair: -pair[1])
    for media_type, weight in accepted:
        for offer in offered:
            if weight > 0 and _matches(media_type, offer):
                return offer
    raise NotAcceptable(f"There are {', '.join(offered)}.")


def _weighted(header: str) -> list[tuple[str, float]]:
    entries = []
    for part in header.lower().split(","):
        media_type, *parameters = (piece.strip() for piece in part.split(";"))
        weights = [text[2:] for text in parameters if text.startswith("q=")]
        entries.append((media_type, _number(weights[0]) if weights else 1.0))
    return entries


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _matches(pattern: str, media_type: str) -> bool:
    return pattern in ("*/*", media_type, media_type.partition("/")[0] + "/*")
