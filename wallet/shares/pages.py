"""The learner's side of shares as pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from verifier.plain import plain_report
from verifier.site.i18n import language_of
from verifier.site.rendering import render
from wallet.credentials.cards import remembered
from wallet.credentials.pages import all_cards
from wallet.service import NotFound
from wallet.shares import service
from wallet.shares.openings import Seen, list_openings
from wallet.shares.outward import draw_sending
from wallet.shares.owner import OwnShare
from wallet.shares.passcodes import TRIES
from wallet.shares.qr import draw_png, draw_svg
from wallet.web.sessions import service_of, signed_in

MOST_OPENINGS = 50  # on a link's own page


@dataclass(frozen=True)
class ShareRow:
    """One share in a list. `stop_failed` says loudly that a stop did not work."""

    id: str
    label: str
    titles: tuple[str, ...]
    created_at: datetime
    ends_at: datetime
    state: str
    opens: int
    recipient: str = ""
    max_opens: int | None = None
    tries_left: int | None = None
    stop_failed: bool = False


def draw_row(own: OwnShare) -> ShareRow:
    """The row of one share."""
    owner = own.owner
    return ShareRow(
        own.id,
        owner.label,
        owner.titles,
        own.created_at,
        own.ends_at,
        own.state.value,
        own.opens,
        owner.recipient,
        own.max_opens,
        own.tries_left,
    )


def draw_opening(request: Request, seen: Seen) -> dict[str, object]:
    """One opening as a page shows it; of a damaged entry only when it was."""
    drawn: dict[str, object] = {"id": seen.id, "share": seen.share_id, "at": seen.at, "viewer": seen.viewer}
    drawn["desk"] = seen.desk
    if seen.report is None:
        return {**drawn, "sentence": "", "tone": "none", "revision": 0}
    plain = plain_report(remembered(seen.report, "", seen.issuer_name, seen.ends_on), language_of(request))
    return {**drawn, "sentence": plain.sentence, "tone": plain.tone, "revision": seen.revision}


def links_of(request: Request, credential_id: str) -> list[ShareRow]:
    """The links that show a credential: what its own page lists."""
    shares = service.list_shares(service_of(request), signed_in(request))
    return [draw_row(each) for each in shares if credential_id in each.owner.credentials]


def shares_page(request: Request) -> Response:
    """GET /shares."""
    shares = service.list_shares(service_of(request), signed_in(request))
    return render(request, "shares/list.html", {"rows": [draw_row(each) for each in shares]})


def share_page(request: Request, *, stop_failed: bool = False, errors: Mapping[str, str] | None = None) -> Response:
    """GET /shares/{id}: the link, its QR code, its life, who opened it."""
    learner, house = signed_in(request), service_of(request)
    own = service.open_own_share(house, learner, request.path_params["id"])
    link = service.share_link(house, own) if own.owner.link_key else None
    cards = {card.id: card for card in all_cards(request)}
    context = {
        "row": replace(draw_row(own), stop_failed=stop_failed),
        "is_over": own.state.is_over,
        "link": link,
        "qr_svg": draw_svg(link) if link else "",
        "sending": draw_sending(request, own, link) if link else None,
        "passcode": own.owner.passcode,
        "most_tries": TRIES,
        "revision": own.revision,
        "cards": [cards[each] for each in own.owner.credentials if each in cards],
        "openings": [draw_opening(request, each) for each in list_openings(house, learner, own.id)[:MOST_OPENINGS]],
        "handed": request.app.state.handed_of(request, own),
        "errors": errors or {},
    }
    status = 500 if stop_failed else 422 if errors else 200
    return render(request, "shares/page.html", context, status)


def qr_png(request: Request) -> Response:
    """GET /shares/{id}/qr.png."""
    house = service_of(request)
    own = service.open_own_share(house, signed_in(request), request.path_params["id"])
    if not own.owner.link_key:
        raise NotFound
    headers = {"Content-Disposition": 'attachment; filename="cairn-link.png"'}
    return Response(draw_png(service.share_link(house, own)), media_type="image/png", headers=headers)
