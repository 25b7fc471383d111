"""The learner's side of links: make them, list them, look at one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from wallet.accounts.service import SignedIn
from wallet.credentials.sealing import title_of
from wallet.credentials.service import hold_credential, open_credential
from wallet.history.service import add_event
from wallet.service import NotFound, Problem, Service, is_id, new_id
from wallet.shares.making import Content, make_view
from wallet.shares.owner import Owner, OwnShare, own_share, seal_owner
from wallet.shares.passcodes import make_lock
from wallet.shares.tables import Share
from wallet.shares.terms import MAX_NAME, Terms
from wallet.shares.view import View, lead_back, read_view, write_view
from wallet.vault.blob import seal, unseal
from wallet.vault.keys import new_key
from wallet.vault.links import new_link_key, write_link_key

MAX_CREDENTIALS = 20
MAX_RECIPIENTS = 30
MAX_NOTE = 2000


def create_share(service: Service, signed_in: SignedIn, content: Content, terms: Terms) -> OwnShare:
    """A link to `content` under a fresh key.

    Raises Problem as `check_content` and `Terms.check`; NotFound for a credential that is not there.
    """
    return create_shares(service, signed_in, content, [terms])[0]


def create_shares(
    service: Service, signed_in: SignedIn, content: Content, several: Sequence[Terms]
) -> tuple[OwnShare, ...]:
    """A link for each of `several` terms: all of them or none. No two have a key or a signature in common.

    Raises as `create_share`, and Problem `share.too_many_recipients`.
    """
    if not 1 <= len(several) <= MAX_RECIPIENTS:
        raise Problem("share.too_many_recipients", "recipients")
    content = check_content(content)
    for terms in several:
        terms.check(service.now())
    titles = titles_of(service, signed_in, content)
    rows = [_new_row(service, signed_in, content, titles, terms) for terms in several]
    with service.database.writing() as session:
        hold_all(session, signed_in, content)
        for row, terms in zip(rows, several, strict=True):
            session.add(row)
            facts = {"titles": ", ".join(titles), "label": terms.label, "recipient": terms.recipient}
            add_event(session, service, signed_in.learner_id, signed_in.box_public, "history.shared", facts)
    return tuple(own_share(signed_in, row, service.now()) for row in rows)


def list_shares(service: Service, signed_in: SignedIn) -> list[OwnShare]:
    """Every link of the learner, the newest first; what has ended is still listed."""
    with service.database.reading() as session:
        rows = session.exec(
            select(Share)
            .where(Share.learner_id == signed_in.learner_id)
            .order_by(col(Share.created_at).desc(), col(Share.id))
        ).all()
    return [own_share(signed_in, row, service.now()) for row in rows]


def open_own_share(service: Service, signed_in: SignedIn, share_id: str) -> OwnShare:
    """Raises NotFound."""
    with service.database.reading() as session:
        return own_share(signed_in, row_of(session, signed_in, share_id), service.now())


def open_own_view(service: Service, signed_in: SignedIn, share_id: str) -> View:
    """What the link shows, as it was sealed. Raises NotFound, also where it is over or of the first version."""
    with service.database.reading() as session:
        row = row_of(session, signed_in, share_id)
    own = own_share(signed_in, row, service.now())
    if not own.owner.data_key or row.sealed_view is None:
        raise NotFound
    return read_view(unseal(own.owner.data_key, row.sealed_view, signed_in.place("share", share_id, "sealed_view")))


def share_link(service: Service, own: OwnShare) -> str:
    """The whole link, key included."""
    return f"{service.settings.public_url}/s/{own.id}#{own.owner.link_key}"


def check_content(content: Content) -> Content:
    """The content with each credential once. Raises Problem `share.nothing_chosen`, `.too_many`, `.too_long`."""
    choices = tuple({each.credential: each for each in reversed(content.choices)}.values())[::-1]
    if not choices:
        raise Problem("share.nothing_chosen", "credential")
    if len(content.choices) > MAX_CREDENTIALS:
        raise Problem("share.too_many", "credential")
    for name, text, limit in (("from_name", content.from_name, MAX_NAME), ("note", content.note, MAX_NOTE)):
        if len(text) > limit:
            raise Problem("share.too_long", name)
    if any(len(each.note) > MAX_NOTE for each in choices):
        raise Problem("share.too_long", "item_note")
    return replace(content, choices=choices)


def titles_of(service: Service, signed_in: SignedIn, content: Content) -> tuple[str, ...]:
    """The titles of what is shared. Raises NotFound."""
    return tuple(title_of(open_credential(service, signed_in, each.credential).record) for each in content.choices)


def hold_all(session: Session, signed_in: SignedIn, content: Content) -> None:
    """Hold every credential until the transaction ends: deleted meanwhile, there would be a link to what is gone."""
    for each in sorted(choice.credential for choice in content.choices):
        hold_credential(session, signed_in, each)


def seal_view(signed_in: SignedIn, share_id: str, data_key: bytes, view: View) -> bytes:
    """The view as its row keeps it."""
    return seal(data_key, write_view(view), signed_in.place("share", share_id, "sealed_view"))


def row_of(session: Session, signed_in: SignedIn, share_id: str, *, lock: bool = False) -> Share:
    """The row of a link of this learner. Raises NotFound."""
    row = session.get(Share, share_id, with_for_update=lock) if is_id(share_id) else None
    if row is None or row.learner_id != signed_in.learner_id:
        raise NotFound
    return row


def _new_row(service: Service, signed_in: SignedIn, content: Content, titles: tuple[str, ...], terms: Terms) -> Share:
    share_id, link_key, data_key = new_id(), new_link_key(), new_key()
    view = lead_back(make_view(service, signed_in, share_id, content), write_link_key(link_key))
    place = signed_in.place("share", share_id, "wrapped_key")
    lock = make_lock(service, place, link_key, terms.passcode, data_key)
    row = Share(
        id=share_id,
        learner_id=signed_in.learner_id,
        created_at=service.now(),
        ends_at=terms.ends_at,
        tag=lock.tag,
        wrapped_key=lock.wrapped_key,
        sealed_view=seal_view(signed_in, share_id, data_key, view),
        sealed_owner=b"",
        passcode_salt=lock.salt,
        passcode_cost=lock.cost,
        tries_left=lock.tries_left,
        max_opens=terms.max_opens,
        opens=0,
        revision=1,
    )
    owner = Owner(terms.label, titles, terms.recipient, content, write_link_key(link_key), data_key, terms.passcode)
    seal_owner(signed_in, row, owner)
    return row
