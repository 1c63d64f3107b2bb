"""`/sign-in`: a browser trades the token for a cookie. No script, so that it works before anything is loaded."""

from urllib.parse import parse_qs

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.settings import Settings
from app.web.bodies import read
from app.web.edge.token import SESSION_SECONDS, Token
from app.web.edge.tokens import COOKIE, PAGE
from app.web.pages import render

FORM_BYTES = 4096
HEADERS = {"Referrer-Policy": "same-origin"}
"""A page that names no referrer sends its form with the Origin `null`, as a foreign page would."""


def add_sign_in(app: FastAPI, settings: Settings) -> None:
    """Serve the page, where there is a token to ask for."""
    token = Token.of(settings)
    if token is None:
        return

    @app.get(PAGE, include_in_schema=False)
    def ask(request: Request) -> HTMLResponse:
        return _page(request)

    @app.post(PAGE, include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        form = parse_qs((await read(request, FORM_BYTES)).decode(errors="replace"))
        if not token.matches(form.get("token", [""])[0].strip()):
            return _page(request, wrong=True)
        response = RedirectResponse("/", 303)
        secure = request.headers.get("origin", "").startswith("https:")
        response.set_cookie(
            COOKIE, token.session(), SESSION_SECONDS, secure=secure, httponly=True, samesite="lax"
        )
        return response


def _page(request: Request, wrong: bool = False) -> HTMLResponse:
    russian = request.headers.get("accept-language", "").lower().startswith("ru")
    language = "ru" if russian else "en"
    page = render("sign-in.html", language=language, wrong=wrong)
    return HTMLResponse(page, 401 if wrong else 200, HEADERS)
