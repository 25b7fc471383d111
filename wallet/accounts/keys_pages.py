"""Keys for issuers, as pages: made, handed out as their public halves, deleted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from verifier.codec.keys import write_jwk
from verifier.present import did_key_of
from verifier.site.forms import form, text
from verifier.site.redirects import see_other
from verifier.site.rendering import render
from wallet.accounts import holder_keys
from wallet.accounts.holder_keys import CURVES, HeldKey
from wallet.problems import show_again
from wallet.service import Problem
from wallet.web.sessions import service_of, signed_in


@dataclass(frozen=True)
class KeyRow:
    """One key as its page shows it: nothing of its private half. `did` and `jwk` are the public one."""

    id: str
    label: str
    made_at: datetime
    kind: str
    did: str
    jwk: str


def keys_page(request: Request) -> Response:
    """GET /settings/keys."""
    return render(request, "settings/keys.html", {**_around(request), "errors": {}, "values": {"curve": CURVES[0]}})


@form()
def make_key(request: Request, fields: FormData) -> Response:
    """POST /settings/keys: make one."""
    typed = {name: text(fields, name) for name in ("label", "curve")}
    try:
        holder_keys.new_holder_key(
            service_of(request), signed_in(request), " ".join(typed["label"].split()), typed["curve"]
        )
    except Problem as problem:
        return show_again(request, "settings/keys.html", problem, typed, _around(request))
    return see_other("/settings/keys")


def delete_page(request: Request) -> Response:
    """GET /settings/keys/{id}/delete: ask once, naming what will be lost."""
    house, learner = service_of(request), signed_in(request)
    held = holder_keys.open_holder_key(house, learner, request.path_params["id"])
    bound = request.app.state.bound_to(house, learner, held.key.public)
    return render(request, "settings/key_delete.html", {"key": _row(held), "bound": bound})


@form()
def delete(request: Request, _fields: FormData) -> Response:
    """POST /settings/keys/{id}/delete."""
    holder_keys.delete_holder_key(service_of(request), signed_in(request), request.path_params["id"])
    return see_other("/settings/keys")


def _around(request: Request) -> dict[str, object]:
    held = holder_keys.list_holder_keys(service_of(request), signed_in(request))
    return {"keys": [_row(each) for each in held], "curves": CURVES}


def _row(held: HeldKey) -> KeyRow:
    public = held.key.public
    return KeyRow(
        held.id, held.label, held.created_at, public.curve, did_key_of(held.key), json.dumps(write_jwk(public))
    )
