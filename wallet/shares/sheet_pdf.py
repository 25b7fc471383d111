"""GET /shares/{id}/sheet.pdf: the link on one sheet of paper, for its learner to print and hand out."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from verifier.catalogue import clean, format_date
from verifier.errors import Json, JsonObject
from verifier.site.i18n import language_of
from verifier.site.rendering import say
from wallet.service import NotFound
from wallet.shares import service
from wallet.shares.certificate_pdf import undrawn_sentence
from wallet.shares.owner import OwnShare, State
from wallet.shares.paper import LONGEST_TITLE, MOST_TITLES
from wallet.shares.qr import draw_svg
from wallet.shares.said import titles_in
from wallet.shares.takeaway import print_as_pdf
from wallet.typesetting.press import Order
from wallet.web.sessions import service_of, signed_in


def sheet(request: Request) -> Response:
    """The sheet. Raises NotFound for a link that cannot be opened."""
    house = service_of(request)
    own = service.open_own_share(house, signed_in(request), request.path_params["id"])
    if own.state is not State.ACTIVE or not own.owner.link_key:
        raise NotFound
    return print_as_pdf(house, order_sheet(request, own), "cairn-link.pdf")


def order_sheet(request: Request, own: OwnShare) -> Order:
    """The document of an own link that can be opened."""
    house = service_of(request)
    link = service.share_link(house, own)
    name = clean(own.owner.content.from_name)
    heading = say(request, "Shared by %(name)s", {"name": name}) if name else say(request, "Shared with you")
    day = format_date(own.ends_at, language_of(request))
    sentences: list[Json] = [
        say(
            request,
            "The page behind it says who issued this, whether it was changed and whether it still counts, at the "
            "moment when you open it. You need no account.",
        ),
        say(request, "This link stops on %(day)s.", {"day": day}),
    ]
    if own.tries_left is not None:
        sentences.append(say(request, "It asks for a passcode, which is not on this sheet."))
    titles = [clean(each, longest=LONGEST_TITLE) for each in _titles(request, own) if each]
    left = len(titles) - MOST_TITLES
    data: JsonObject = {
        "title": heading,
        "description": say(request, "A link as a code to scan"),
        "language": language_of(request),
        "foot": urlsplit(house.settings.public_url).netloc,
        "heading": heading,
        "titles": [*titles[:MOST_TITLES]],
        "more": say(request, "And %(count)s more, not printed here.", {"count": left}) if left > 0 else "",
        "scan": say(request, "Scan it to see it checked"),
        "sentences": sentences,
        "link": {"text": link, "svg": str(draw_svg(link)), "alt": say(request, "QR code of this link")},
        "undrawn": undrawn_sentence(request),
    }
    return Order("sheet", data, house.now())


def _titles(request: Request, own: OwnShare) -> tuple[str, ...]:
    """What the link shows, and no title that it withholds."""
    if not own.owner.data_key:
        return own.owner.titles
    return titles_in(service.open_own_view(service_of(request), signed_in(request), own.id))
