"""Starting a wallet, signing in and out, the recovery kit: public pages, thin over `service.py`."""

from __future__ import annotations

from urllib.parse import urlencode

from limits import parse
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import form, text
from verifier.site.rate_limit import address_of, limits_of
from verifier.site.redirects import local_path, see_other
from verifier.site.rendering import render
from wallet.accounts import service
from wallet.accounts.service import SignedIn
from wallet.accounts.sessions import use_link
from wallet.problems import show_again
from wallet.service import Problem
from wallet.vault.errors import Unusable
from wallet.vault.names import hash_name
from wallet.vault.recovery_kit import Kit
from wallet.web.sessions import begin_session, end_session, service_of

HOME = "/credentials"

# Argon2id bounds what a guess costs; these bound how many there can be.
TRIES_BY_NAME = parse("20 per 15 minutes")
TRIES_BY_ADDRESS = parse("100 per 15 minutes")
SIGN_UPS_BY_ADDRESS = parse("100 per hour")


def sign_up_page(request: Request) -> Response:
    """GET /sign-up, with `next`: where to go afterwards."""
    after = local_path(request.query_params.get("next", ""), HOME)
    if request.state.learner:
        return see_other(after)
    return render(request, "accounts/sign_up.html", {"errors": {}, "values": {}, **_way(request.url.path, after)})


@form()
def sign_up(request: Request, fields: FormData) -> Response:
    """POST /sign-up: the answer is the recovery kit itself, which is stored nowhere and shown this once."""
    limits_of(request).hit(SIGN_UPS_BY_ADDRESS, "sign-up", address_of(request))
    name, email, passphrase = text(fields, "name"), text(fields, "email"), text(fields, "passphrase")
    after = local_path(text(fields, "next"), HOME)
    try:
        check_again(fields, "passphrase")
        learner, kit = service.sign_up(service_of(request), name, email, passphrase)
    except Problem as problem:
        typed = {"name": name, "email": email}
        return show_again(request, "accounts/sign_up.html", problem, typed, _way(request.url.path, after))
    response = show_kit(request, learner, kit, after)
    begin_session(request, response, learner)
    return response


def show_kit(request: Request, learner: SignedIn, kit: Kit, after: str = HOME) -> Response:
    """The kit's page, as the answer to the post that made it; from there on to the path `after`."""
    request.state.learner = learner
    made_at = service_of(request).now()
    # Whoever chooses a language on this page goes on to /kit, which leads away: the kit cannot be shown again.
    context = {"kit": kit.text.split("-"), "name": learner.name, "made_at": made_at, "path": "/kit", "next": after}
    return render(request, "accounts/kit.html", context)


def no_kit(_request: Request) -> Response:
    """GET /kit: nothing knows the kit any more; a new one is made in the settings."""
    return see_other("/settings")


def sign_in_page(request: Request) -> Response:
    """GET /sign-in, with `next`: where to go afterwards."""
    after = local_path(request.query_params.get("next", ""), HOME)
    if request.state.learner:
        return see_other(after)
    return render(request, "accounts/sign_in.html", {"errors": {}, "values": {}, **_way(request.url.path, after)})


@form()
def sign_in(request: Request, fields: FormData) -> Response:
    """POST /sign-in: one sentence for every mistake, and the same work."""
    name, after = text(fields, "name"), local_path(text(fields, "next"), HOME)
    _count_try(request, name)
    try:
        learner = service.sign_in(service_of(request), name, text(fields, "passphrase"))
    except Problem as problem:
        return show_again(request, "accounts/sign_in.html", problem, {"name": name}, _way(request.url.path, after))
    response = see_other(after)
    begin_session(request, response, learner)
    return response


@form()
def sign_out(request: Request, _fields: FormData) -> Response:
    """POST /sign-out."""
    response = see_other("/")
    end_session(request, response)
    return response


def recover_page(request: Request) -> Response:
    """GET /recover."""
    return render(request, "accounts/recover.html", {"errors": {}, "values": {}})


@form()
def recover(request: Request, fields: FormData) -> Response:
    """POST /recover: the kit opens the wallet and sets a new passphrase."""
    name = text(fields, "name")
    _count_try(request, name)
    try:
        check_again(fields, "passphrase")
        learner = service.recover(service_of(request), name, text(fields, "kit"), text(fields, "passphrase"))
    except Problem as problem:
        # The kit is a key, but long, and typed from paper: it comes back for mending, over the way that it came.
        typed = {"name": name, "kit": text(fields, "kit")}
        return show_again(request, "accounts/recover.html", problem, typed)
    response = see_other(HOME)
    begin_session(request, response, learner)
    return response


def enter(request: Request) -> Response:
    """GET /enter/{token}, with `next`: a sign-in link, which works once, and where to go afterwards. Raises NotFound.

    A HEAD request, as previews send it, uses nothing up.
    """
    if request.method == "HEAD":
        return Response()
    learner = use_link(service_of(request), request.path_params["token"])
    response = see_other(local_path(request.query_params.get("next", ""), HOME))
    begin_session(request, response, learner)
    return response


def check_again(fields: FormData, name: str) -> None:
    """Raises Problem `passphrase.not_the_same` where a new passphrase was not typed twice."""
    if text(fields, name) != text(fields, f"{name}_again"):
        raise Problem("passphrase.not_the_same", f"{name}_again")


def _way(path: str, after: str) -> dict[str, str]:
    """Where to go afterwards; whoever changes the language on the page keeps it."""
    return {"next": after, "path": path if after == HOME else f"{path}?{urlencode({'next': after})}"}


def _count_try(request: Request, name: str) -> None:
    limits = limits_of(request)
    limits.hit(TRIES_BY_ADDRESS, "sign-in", address_of(request))
    try:
        key = hash_name(service_of(request).secrets.name_key, name).hex()
    except Unusable:
        return  # nobody has such a name
    limits.hit(TRIES_BY_NAME, "sign-in by name", key)
