"""The settings: name, language, colours, passphrase, kit, sessions, and leaving."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.forms import form, text
from verifier.site.i18n import LANGUAGES, THEMES, set_choice
from verifier.site.rate_limit import limits_of
from verifier.site.redirects import see_other
from verifier.site.rendering import render
from wallet.accounts import service
from wallet.accounts.pages import TRIES_BY_NAME, check_again, show_kit
from wallet.accounts.profile import change_profile
from wallet.accounts.sessions import end_all_sessions
from wallet.problems import show_again
from wallet.service import Problem
from wallet.web.sessions import begin_session, forget_cookie, service_of, signed_in


def settings_page(request: Request) -> Response:
    """GET /settings."""
    return render(request, "settings/page.html", {"errors": {}, "values": _profile(request), "failed": "settings"})


@form()
def change_settings(request: Request, fields: FormData) -> Response:
    """POST /settings: name, e-mail address, language and colours."""
    typed = {name: text(fields, name) for name in ("name", "email", "language", "theme")}
    try:
        change_profile(service_of(request), signed_in(request), typed["name"], typed["email"])
    except Problem as problem:
        return _again(request, problem, "settings", typed)
    response = see_other("/settings")
    for name, choices in (("language", LANGUAGES), ("theme", THEMES)):
        if typed[name] in choices:
            set_choice(request, response, name, typed[name])
    return response


@form()
def change_passphrase(request: Request, fields: FormData) -> Response:
    """POST /settings/passphrase. Every other browser is signed out; this one gets a new session."""
    learner = count_try(request)
    try:
        check_again(fields, "new_passphrase")
        new = text(fields, "new_passphrase")
        service.change_passphrase(service_of(request), learner, text(fields, "passphrase"), new)
    except Problem as problem:
        return _again(request, problem, "passphrase")
    response = see_other("/settings")
    begin_session(request, response, learner)
    return response


@form()
def new_kit(request: Request, fields: FormData) -> Response:
    """POST /settings/kit: the answer is the new kit itself."""
    learner = count_try(request)
    try:
        kit = service.replace_kit(service_of(request), learner, text(fields, "passphrase"))
    except Problem as problem:
        return _again(request, problem, "kit")
    return show_kit(request, learner, kit)


@form()
def sign_out_everywhere(request: Request, _fields: FormData) -> Response:
    """POST /settings/sessions."""
    end_all_sessions(service_of(request), signed_in(request))
    response = see_other("/sign-in")
    forget_cookie(request, response)
    return response


def delete_page(request: Request) -> Response:
    """GET /settings/delete: ask once, naming what will happen."""
    return render(request, "settings/delete.html", {"errors": {}})


@form()
def delete(request: Request, fields: FormData) -> Response:
    """POST /settings/delete."""
    learner = count_try(request)
    try:
        checks = request.app.state.before_learner_deleted
        service.delete_learner(service_of(request), learner, text(fields, "passphrase"), checks)
    except Problem as problem:
        return show_again(request, "settings/delete.html", problem, {})
    response = see_other("/")
    forget_cookie(request, response)
    return response


def _profile(request: Request) -> dict[str, str]:
    learner = signed_in(request)
    return {"name": learner.name, "email": learner.email or ""}


def _again(request: Request, problem: Problem, failed: str, typed: dict[str, str] | None = None) -> Response:
    values = typed or _profile(request)
    return show_again(request, "settings/page.html", problem, values, {"failed": failed, "path": "/settings"})


def count_try(request: Request) -> service.SignedIn:
    """A browser that somebody left open must not be a place to guess the passphrase."""
    learner = signed_in(request)
    limits_of(request).hit(TRIES_BY_NAME, "passphrase", learner.learner_id)
    return learner
