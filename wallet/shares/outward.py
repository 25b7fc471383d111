"""The ways outward that a link's own page offers: e-mail, the system's share sheet, LinkedIn, a card for a page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from verifier.catalogue import format_date
from verifier.site.i18n import language_of, lazy
from verifier.site.rendering import say
from wallet.service import NotFound
from wallet.shares import service
from wallet.shares.owner import OwnShare
from wallet.shares.said import Said, said_in
from wallet.shares.sending import linkedin_address, mail_address, write_card
from wallet.web.sessions import service_of, signed_in

_SUBJECT = lazy("%(name)s shares something with you")
_SUBJECT_UNNAMED = lazy("Shared with you")
_HOW = lazy("Open the whole link, to its very end. What you see is checked at that moment.")
_END = lazy("This link stops on %(day)s.")
_MORE = lazy("%(title)s and more")
_CHECK = lazy("See it checked")
_UNTITLED = lazy("A certificate")


@dataclass(frozen=True)
class Sending:
    """`subject` and `text` (several lines, the link left out) go with the link; `mail` is both as an address.

    `linkedin` and `card` are empty where everybody's eyes are not what the link was made for: with a passcode or a
    limit of opens. LinkedIn takes one certificate.
    """

    subject: str
    text: str
    mail: str
    linkedin: str = ""
    card: str = ""


def draw_sending(request: Request, own: OwnShare, link: str) -> Sending:
    """What can be done with the link of `own`. Names of certificates are those that it shows."""
    name, said = own.owner.content.from_name, _shown(request, own)
    subject = say(request, _SUBJECT, {"name": name}) if name else say(request, _SUBJECT_UNNAMED)
    language = language_of(request)
    titles = [each.title for each in said if each.title]
    end = say(request, _END, {"day": format_date(own.ends_at, language)})
    text = "\n".join([*titles, *([""] if titles else []), say(request, _HOW), end])
    mail = mail_address(subject, f"{text}\n\n{link}\n")
    if not said or own.tries_left is not None or own.max_opens is not None:
        return Sending(subject, text, mail)
    first = said[0].title or say(request, _UNTITLED)
    title = first if len(said) == 1 else say(request, _MORE, {"title": first})
    bodies = dict.fromkeys(each.organisation for each in said if each.organisation)
    below = " · ".join([*bodies, say(request, _CHECK)])
    linkedin = linkedin_address(said[0], link) if len(said) == 1 and said[0].title else ""
    return Sending(subject, text, mail, linkedin, write_card(title, below, link, language))


def _shown(request: Request, own: OwnShare) -> list[Said]:
    """What the link says of each certificate; nothing for a link of the first version."""
    try:
        view = service.open_own_view(service_of(request), signed_in(request), own.id)
    except NotFound:
        return []
    return [said_in(each) for each in view.items]
