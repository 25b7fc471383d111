"""What a reader takes away as a file, where the learner allowed it: presentation, receipt of this check, PDF."""

from __future__ import annotations

import logging
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from verifier.errors import VerifierError
from verifier.receipt import Checked, write_receipt
from wallet.service import Problem, Service
from wallet.shares.certificate_pdf import order_certificate
from wallet.shares.door import COOKIE, gone
from wallet.shares.examining import Opened
from wallet.shares.opening import see_again
from wallet.shares.view import Offer
from wallet.signing import signers
from wallet.typesetting.press import NotTypeset, Order, make_pdf
from wallet.web.sessions import service_of

PATIENCE = 10.0  # seconds for its turn

log = logging.getLogger(__name__)


def presentation(request: Request) -> Response:
    """GET /s/{id}/presentation: what the learner signed for this link, as it is sealed in it."""
    opened = _opened(request, Offer.PRESENTATION)
    if opened is None or not opened.view.presentation:
        return gone(request)
    raw = opened.view.presentation
    if raw.lstrip().startswith(b"{"):
        return as_file(raw, "application/vp", "cairn.json")
    return as_file(raw, "application/vp+jwt", "cairn.jwt")


def receipt(request: Request) -> Response:
    """GET /s/{id}/receipt: what was checked just now, with every byte that it rests on, signed by this service."""
    opened = _opened(request, Offer.RECEIPT)
    if opened is None:
        return gone(request)
    house = service_of(request)
    world = house.world()
    checked = [
        Checked(examined, replace(world, at=examined.report.at, kept=item.evidence), item.summary is not None)
        for item, examined in zip(opened.view.items, opened.items, strict=True)
    ]
    if not house.printing.acquire(timeout=PATIENCE):  # everything is verified again, some of it several times
        raise Problem("takeaway.failed")
    try:
        raw = write_receipt(checked, signers(house)[0])
    except VerifierError as error:
        log.error("a receipt could not be written: %s", error.code)  # noqa: TRY400  (its facts are the reader's)
        raise Problem("takeaway.failed") from error
    finally:
        house.printing.release()
    return as_file(raw, "application/zip", "cairn-receipt.zip")


def certificate(request: Request) -> Response:
    """GET /s/{id}/certificate.pdf: what the page shows, checked just now, with the presentation attached."""
    opened = _opened(request, Offer.PDF)
    if opened is None:
        return gone(request)
    house, key = service_of(request), opened.view.link_key
    link = f"{house.settings.public_url}/s/{opened.share_id}#{key}" if key else ""
    return print_as_pdf(house, order_certificate(request, opened, link), "cairn-certificate.pdf")


def print_as_pdf(house: Service, order: Order, name: str) -> Response:
    """The document as a download. Raises Problem `takeaway.failed`; few are made at once."""
    if not house.printing.acquire(timeout=PATIENCE):
        raise Problem("takeaway.failed")
    try:
        raw = make_pdf(order)
    except NotTypeset as error:
        log.error("a document could not be made: %s", error)  # noqa: TRY400  (it has nothing more to say)
        raise Problem("takeaway.failed") from error
    finally:
        house.printing.release()
    return as_file(raw, "application/pdf", name)


def as_file(raw: bytes, media_type: str, name: str) -> Response:
    """A download; like every answer here, nobody keeps it on the way."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(raw, media_type=media_type, headers=headers)


def _opened(request: Request, offer: Offer) -> Opened | None:
    """The link for a reader who opened it, where the learner allows this to be taken away; None for all else alike."""
    cookie = request.cookies.get(COOKIE, "")
    opened = see_again(service_of(request), request.path_params["id"], cookie) if cookie else None
    return opened if opened is not None and offer in opened.view.offers else None
