"""GET /shares/{id}/print: the link on one sheet of paper, beside it the certificate where the learner wants that."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from verifier.site.rendering import render
from wallet.service import NotFound
from wallet.shares import service
from wallet.shares.pages import draw_row
from wallet.shares.qr import draw_svg, text_for_code
from wallet.shares.said import titles_in
from wallet.shares.view import View
from wallet.web.sessions import service_of, signed_in

MOST_TITLES = 6
LONGEST_TITLE = 140


@dataclass(frozen=True)
class Code:
    """A code and, beside it, its text for whoever cannot scan it."""

    svg: Markup
    text: str


def print_page(request: Request) -> Response:
    """The sheet. A code with the credential itself only where `with=certificate` asks for it: paper stops with no link.

    Raises NotFound for a link that is over.
    """
    learner, house = signed_in(request), service_of(request)
    own = service.open_own_share(house, learner, request.path_params["id"])
    if not own.owner.link_key:
        raise NotFound
    link = service.share_link(house, own)
    view = service.open_own_view(house, learner, own.id) if own.owner.data_key else None
    inside = code_text(view) if view else None
    titles = titles_in(view) if view else own.owner.titles
    context = {
        "row": draw_row(own),
        "titles": [each[:LONGEST_TITLE] for each in titles[:MOST_TITLES] if each],
        "more": max(0, len(titles) - MOST_TITLES),
        "from_name": own.owner.content.from_name,
        "needs_passcode": own.tries_left is not None,
        "link": Code(draw_svg(link), link),
        "is_compact": inside is not None,
        "inside": Code(draw_svg(inside), inside)
        if inside and request.query_params.get("with") == "certificate"
        else None,
    }
    return render(request, "shares/print.html", context)


def code_text(view: View) -> str | None:
    """The one credential that the link shows, as derived for it, where it fits into a code."""
    only = view.items[0].credential if len(view.items) == 1 else b""
    return text_for_code(only) if only else None
