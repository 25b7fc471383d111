"""The wallet as an application: connects features, and stands the same walls around every page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from verifier.site.app import CATALOGUE, site_middleware
from verifier.site.checking import Checking
from verifier.site.errors import handle_http
from verifier.site.rate_limit import RateLimits
from verifier.site.rendering import build_pages
from wallet.bulk.pages import running
from wallet.credentials.bound import titles_bound_to
from wallet.desk.deciding_pages import desks_of
from wallet.desk.handing_pages import handed_of
from wallet.organisations.members import check_may_go
from wallet.organisations.service import belongs_to_one
from wallet.problems import handle_not_found, handle_problem
from wallet.reviews.pages import reviews_of
from wallet.routes import routes
from wallet.service import NotFound, Problem, Service
from wallet.shares.life import stop_shares_of
from wallet.shares.pages import links_of
from wallet.shares.qr import draw_svg
from wallet.stacks.directory import towards_of
from wallet.stacks.facets import facets_of
from wallet.stacks.service import held_achievements
from wallet.tending import lifespan_of
from wallet.web.sessions import Sessions, SignInNeeded, ask_to_sign_in

_OWN_CATALOGUE = Path(__file__).parent / "locale" / "de.po"


def create_app(service: Service, more: Sequence[BaseRoute] = ()) -> Starlette:
    """The ASGI application. `more` are routes beside the wallet's own (the demo's issuers)."""
    settings = service.settings
    app = Starlette(
        lifespan=lifespan_of(service),
        routes=[*routes(), *more],
        middleware=[
            *site_middleware(secure=settings.is_secure, origin=settings.public_url),
            Middleware(Sessions, service=service),
        ],
        exception_handlers={
            HTTPException: handle_http,
            NotFound: handle_not_found,
            Problem: handle_problem,
            SignInNeeded: ask_to_sign_in,
        },
    )
    app.state.service = service
    app.state.pages = build_pages([CATALOGUE, _OWN_CATALOGUE], has_desk=partial(belongs_to_one, service))
    app.state.limits = RateLimits()
    app.state.checking = Checking(service.world, service.fetch_link, settings.accept_unproven_issuers)
    # What lower features announce to those above them, and what their pages show of them.
    app.state.on_credential_deleted = (stop_shares_of,)
    app.state.before_learner_deleted = (check_may_go,)
    app.state.bulk = running()
    app.state.links_of = links_of
    app.state.handed_of = handed_of
    app.state.draw_code = draw_svg
    app.state.facets_of = facets_of
    app.state.reviews_of = reviews_of
    app.state.desks_of = desks_of
    app.state.bound_to = titles_bound_to
    app.state.held_achievements = held_achievements
    app.state.towards_of = towards_of
    return app
