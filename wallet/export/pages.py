"""Take everything with you, as a page: asked for with the passphrase, written while it is downloaded."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from verifier.site.forms import form, text
from verifier.site.rendering import render
from wallet.accounts.service import confirm_passphrase
from wallet.accounts.settings_pages import count_try
from wallet.export.archive import export_archive
from wallet.problems import show_again
from wallet.service import Problem
from wallet.web.sessions import service_of


def export_page(request: Request) -> Response:
    """GET /settings/export."""
    return render(request, "settings/export.html", {"errors": {}})


@form()
def export(request: Request, fields: FormData) -> Response:
    """POST /settings/export: the archive."""
    house, learner = service_of(request), count_try(request)
    try:
        confirm_passphrase(house, learner, text(fields, "passphrase"))
    except Problem as problem:
        return show_again(request, "settings/export.html", problem, {})
    name = f"cairn-{house.now():%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(export_archive(house, learner), media_type="application/zip", headers=headers)
