"""One address, one line in a table of routes, whatever it is asked with."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

View = Callable[[Request], Response] | Callable[[Request], Awaitable[Response]]


def page(
    path: str, *, get: View | None = None, post: View | None = None, middleware: Sequence[Middleware] = ()
) -> Route:
    """A route that answers GET (and HEAD) and POST each with its own view; sync ones run in threads."""
    views = {method: view for method, view in (("GET", get), ("HEAD", get), ("POST", post)) if view is not None}

    async def answer(request: Request) -> Response:
        view = views[request.method]
        if inspect.iscoroutinefunction(view):
            response = await view(request)
        else:
            response = await run_in_threadpool(view, request)
        assert isinstance(response, Response)
        return response

    return Route(path, answer, methods=sorted(views), name=path, middleware=list(middleware))
