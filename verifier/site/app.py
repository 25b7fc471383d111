"""The checking site on its own: `verifier serve`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount

from verifier.files import read_trust
from verifier.site.access_log import AccessLog
from verifier.site.assets import Assets, asset_versions, static_folder
from verifier.site.checking import Checking, check, show_check
from verifier.site.cross_origin import CrossOrigin
from verifier.site.csp import SecurityHeaders
from verifier.site.errors import Crash, handle_http
from verifier.site.i18n import choose_language, choose_theme
from verifier.site.rate_limit import RateLimits
from verifier.site.rendering import build_pages
from verifier.site.routing import page
from verifier.site.server import run
from verifier.site.vc_api import vc_api_routes
from verifier.world import Fetch, World

_OUTGOING = 8  # fetches at once

CATALOGUE = Path(__file__).parents[1] / "locale" / "site.de.po"


def create_app(
    world: Callable[[], World], fetch: Fetch, *, secure: bool = False, origin: str | None = None
) -> Starlette:
    """The site as an ASGI application. `world` reads the clock, `fetch` is the door for links that readers give.

    `secure`: it is reached over https. `origin` is its own address where that is known.
    """
    app = Starlette(
        routes=[page("/", get=show_check), *site_routes()],
        middleware=site_middleware(secure=secure, origin=origin),
        exception_handlers={HTTPException: handle_http},
    )
    app.state.pages = build_pages([CATALOGUE], wallet=False)
    app.state.limits = RateLimits()
    app.state.checking = Checking(world, fetch)
    return app


def site_routes() -> list[BaseRoute]:
    """What the checking site and the wallet share."""
    folder = static_folder()
    return [
        page("/verify", get=show_check, post=check),
        page("/language", post=choose_language),
        page("/theme", post=choose_theme),
        *vc_api_routes(),
        Mount("/static", Assets(folder, asset_versions(folder)), name="static"),
    ]


def site_middleware(*, secure: bool, origin: str | None) -> Sequence[Middleware]:
    """What stands around every page, the outermost first."""
    return [
        Middleware(AccessLog),
        Middleware(SecurityHeaders, secure=secure),
        Middleware(Crash),
        Middleware(CrossOrigin, origin=origin),
    ]


def serve(host: str, port: int, certfile: Path | None, keyfile: Path | None, trust: Sequence[Path] | None) -> int:
    """Run the site until it is stopped; the exit code. `trust` are files with lists of trusted issuers, or anchors."""
    from verifier.net import GuardedFetch  # noqa: PLC0415  (imported only when the network is used)

    slots = BoundedSemaphore(_OUTGOING)
    fetch = GuardedFetch(slots=slots)
    hosted = GuardedFetch(slots=slots, schemes=frozenset({"https", "http"}))
    lists = read_trust(trust or (), datetime.now(UTC))
    app = create_app(
        lambda: World(datetime.now(UTC), fetch, trusted=lists.issuers, anchors=lists.anchors, fetch_personal=hosted),
        fetch,
        secure=certfile is not None,
    )
    return run(app, host, port, certfile=certfile, keyfile=keyfile)
