"""Small applications that tests build around one concern."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.testclient import TestClient

from verifier.site.errors import Crash, handle_http
from verifier.site.rate_limit import RateLimits
from verifier.site.rendering import build_pages


def tiny(routes: Sequence[BaseRoute], *middleware: Middleware) -> TestClient:
    app = Starlette(
        routes=routes,
        middleware=[*middleware, Middleware(Crash)],
        exception_handlers={HTTPException: handle_http},
    )
    app.state.pages = build_pages([], wallet=False)
    app.state.limits = RateLimits()
    return TestClient(app, base_url="https://check.test", follow_redirects=False)
