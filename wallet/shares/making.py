"""A view is made here, while the learner's vault is open: out of whole credentials and what was chosen of each."""

from __future__ import annotations

from dataclasses import dataclass, field

from wallet.accounts.service import SignedIn
from wallet.credentials.service import first_evidence, open_credential
from wallet.service import Service
from wallet.shares.view import Kind, Offer, View, ViewItem


@dataclass(frozen=True)
class Choice:
    """What a learner chose of one credential. `pointers` (JSON pointers) count for a part and for a summary."""

    credential: str
    kind: Kind = Kind.WHOLE
    pointers: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Content:
    """What a link is to show, as the learner put it together; a view can be made of it again at any time."""

    choices: tuple[Choice, ...]
    from_name: str = ""
    note: str = ""
    offers: frozenset[Offer] = frozenset()
    holder_key: str = field(default="", repr=False)


def make_view(service: Service, signed_in: SignedIn, share_id: str, content: Content) -> View:
    """The view of `content` for the link of `share_id`. Raises NotFound for a credential that is not there."""
    items = []
    for choice in content.choices:
        kept = open_credential(service, signed_in, choice.credential)
        items.append(ViewItem(kept.raw, first_evidence(service, signed_in, kept.id), choice.note))
    audience = f"{service.settings.public_url}/s/{share_id}"
    return View(content.from_name, content.note, tuple(items), audience=audience, offers=content.offers)
