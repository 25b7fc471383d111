"""Who is signed in. The cookie holds the only key to the session: the database cannot open what it stores."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from verifier.site.errors import prefers_json
from verifier.site.redirects import see_other
from wallet.accounts import sessions as accounts
from wallet.accounts.service import SignedIn
from wallet.service import Service
from wallet.web.state import service_of

__all__ = [
    "Sessions",
    "SignInNeeded",
    "SignedInOnly",
    "ask_to_sign_in",
    "begin_session",
    "cookie_name",
    "end_session",
    "forget_cookie",
    "service_of",
    "signed_in",
]

_WITHOUT = ("/static/",)


class SignInNeeded(Exception):
    """A page of the wallet was asked for by somebody who is not signed in."""


class Sessions:
    """Finds out who is signed in, for every page, and puts them into `request.state.learner`."""

    def __init__(self, app: ASGIApp, *, service: Service) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            request = Request(scope)
            request.state.learner = None
            cookie = request.cookies.get(cookie_name(self.service))
            if cookie and not scope["path"].startswith(_WITHOUT):
                request.state.learner = await run_in_threadpool(accounts.resume_session, self.service, cookie)
        await self.app(scope, receive, send)


class SignedInOnly:
    """Around a route: asks for a sign-in before anything else of it runs."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        signed_in(Request(scope))
        await self.app(scope, receive, send)


def signed_in(request: Request) -> SignedIn:
    """Who is signed in. Raises SignInNeeded."""
    learner = getattr(request.state, "learner", None)
    if not isinstance(learner, SignedIn):
        raise SignInNeeded
    return learner


def ask_to_sign_in(request: Request, _error: Exception) -> Response:
    """The handler for SignInNeeded: to the sign-in page, and back afterwards; 401 for programs."""
    if prefers_json(request):
        return JSONResponse({"error": "sign_in_needed"}, 401)
    if request.method not in ("GET", "HEAD"):
        return see_other("/sign-in")
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return see_other(f"/sign-in?next={quote(wanted, safe='')}")


def begin_session(request: Request, response: Response, learner: SignedIn) -> None:
    """Sign this browser in, always with a new session: one that it had before ends, whoever gave it the cookie."""
    _end_on_server(request)
    service = service_of(request)
    secure = service.settings.is_secure
    value = accounts.start_session(service, learner)
    # Without an age it goes when the browser is closed; the server ends it after hours in any case.
    response.set_cookie(cookie_name(service), value, path="/", secure=secure, httponly=True, samesite="lax")


def end_session(request: Request, response: Response) -> None:
    """Sign this browser out, here and on the server."""
    _end_on_server(request)
    forget_cookie(request, response)


def forget_cookie(request: Request, response: Response) -> None:
    """Take the cookie of a session that is over."""
    service = service_of(request)
    response.delete_cookie(
        cookie_name(service), path="/", secure=service.settings.is_secure, httponly=True, samesite="lax"
    )
    MutableHeaders(raw=response.raw_headers)["Clear-Site-Data"] = '"cache"'


def cookie_name(service: Service) -> str:
    """Over https one that no other host and no plain http can set (RFC 6265bis, 4.1.3.2)."""
    return "__Host-cairn" if service.settings.is_secure else "cairn"


def _end_on_server(request: Request) -> None:
    service = service_of(request)
    cookie = request.cookies.get(cookie_name(service))
    if cookie:
        accounts.end_session(service, cookie)
