"""The life of a link after it was made: paused, resumed, extended, changed, stopped; by its learner or by the clock."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session, col, select, update

from wallet.accounts.service import SignedIn
from wallet.accounts.tables import Learner
from wallet.history.service import add_event
from wallet.service import NotFound, Problem, Service
from wallet.shares.making import Content, make_view
from wallet.shares.owner import Owner, OwnShare, State, own_share, seal_owner, showed, state_of
from wallet.shares.passcodes import TRIES, data_key_of
from wallet.shares.service import check_content, hold_all, open_own_share, row_of, seal_view, titles_of
from wallet.shares.tables import Reading, Share
from wallet.shares.terms import check_end, check_limit
from wallet.shares.view import lead_back


def pause_share(service: Service, signed_in: SignedIn, share_id: str) -> OwnShare:
    """Let nobody in until it is resumed, not even who is reading. Raises NotFound, Problem `share.over`."""
    with _change(service, signed_in, share_id, "history.paused") as row:
        row.paused_at = row.paused_at or service.now()
    return open_own_share(service, signed_in, share_id)


def resume_share(service: Service, signed_in: SignedIn, share_id: str) -> OwnShare:
    """Let readers in again. Raises NotFound, Problem `share.over`."""
    with _change(service, signed_in, share_id, "history.resumed") as row:
        row.paused_at = None
    return open_own_share(service, signed_in, share_id)


def move_end(service: Service, signed_in: SignedIn, share_id: str, ends_at: datetime) -> OwnShare:
    """Let the link stop later, or sooner, than was said. Raises NotFound, Problem `share.over`, `.end_past` ..."""
    check_end(service.now(), ends_at)
    with _change(service, signed_in, share_id, "history.end_moved") as row:
        row.ends_at = ends_at
    return open_own_share(service, signed_in, share_id)


def limit_opens(service: Service, signed_in: SignedIn, share_id: str, max_opens: int | None) -> OwnShare:
    """How often the link may be opened in all, None for as often as one likes. Raises NotFound, Problem `share.*`."""
    check_limit(max_opens)
    with _change(service, signed_in, share_id, "history.limited") as row:
        row.max_opens = max_opens
    return open_own_share(service, signed_in, share_id)


def give_new_tries(service: Service, signed_in: SignedIn, share_id: str) -> OwnShare:
    """Let wrong passcodes be given anew. Raises NotFound, Problem `share.over`, `share.no_passcode`."""
    with _change(service, signed_in, share_id, "history.new_tries") as row:
        if row.tries_left is None:
            raise Problem("share.no_passcode")
        row.tries_left = TRIES
    return open_own_share(service, signed_in, share_id)


def change_share(service: Service, signed_in: SignedIn, share_id: str, content: Content) -> OwnShare:
    """Let an existing link show something else from now on: a new view, made and signed now, under the same keys.

    Raises NotFound, Problem `share.over` and as `service.check_content`.
    """
    content = check_content(content)
    own = open_own_share(service, signed_in, share_id)
    titles = titles_of(service, signed_in, content)
    view = lead_back(make_view(service, signed_in, share_id, content), own.owner.link_key)
    with _change(service, signed_in, share_id, "history.changed", holding=content) as row:
        data_key = own.owner.data_key or data_key_of(row, own.owner.link_key)
        owner = replace(own.owner, content=content, titles=titles, data_key=data_key)
        row.sealed_view = seal_view(signed_in, share_id, data_key, view)
        row.revision += 1
        seal_owner(signed_in, row, owner)
    service.database.forget()
    return open_own_share(service, signed_in, share_id)


def stop_share(service: Service, signed_in: SignedIn, share_id: str) -> OwnShare:
    """Stop the link now: its keys, its view and every reader's session are destroyed in one transaction.

    Raises NotFound, and Problem `share.stop_failed` where the database does not say that it is done.
    """
    own = open_own_share(service, signed_in, share_id)
    if own.state is State.STOPPED:
        return own
    with _holding(service, signed_in, share_id) as (session, row):
        _stop(session, service, signed_in, row)
        _tell(session, service, signed_in, own.owner, "history.stopped")
    service.database.forget()
    stopped = open_own_share(service, signed_in, share_id)
    with service.database.reading() as session:
        row = row_of(session, signed_in, share_id)
        if stopped.state is not State.STOPPED or row.wrapped_key is not None or row.sealed_view is not None:
            raise Problem("share.stop_failed")
    return stopped


def stop_shares_of(session: Session, service: Service, signed_in: SignedIn, credential_id: str) -> None:
    """A credential was deleted: links that show it stop with it, and what ended ones hold goes."""
    rows = session.exec(select(Share).where(Share.learner_id == signed_in.learner_id).with_for_update()).all()
    for row in rows:
        state = state_of(row, service.now())
        if state is State.STOPPED or credential_id not in showed(signed_in, row):
            continue
        if state is State.ENDED:
            destroy(session, row)
        else:
            _stop(session, service, signed_in, row)


def pause_every_share(service: Service) -> None:
    """Pause every link of everybody, and tell them: nobody knows which of them were stopped."""
    open_now = (col(Share.sealed_view).is_not(None)) & (col(Share.paused_at).is_(None))
    whose = select(Share.learner_id).where(open_now)
    with service.database.writing() as session:
        learners = select(Learner).where(col(Learner.id).in_(whose)).order_by(Learner.id)
        for learner in session.exec(learners.with_for_update(read=True, key_share=True)).all():
            mine = open_now & (col(Share.learner_id) == learner.id)
            session.exec(update(Share).where(mine).values(paused_at=service.now()))
            add_event(session, service, learner.id, learner.box_public, "history.all_paused", {})


def sweep_shares(service: Service) -> None:
    """Destroy what links hold whose end has come, and readers' sessions that are over."""
    now = service.now()
    with service.database.writing() as session:
        ended = (col(Share.ends_at) <= now) & col(Share.sealed_view).is_not(None)
        for row in session.exec(select(Share).where(ended).with_for_update()).all():
            destroy(session, row)
        for reading in session.exec(select(Reading).where(col(Reading.ends_at) <= now)).all():
            session.delete(reading)


def destroy(session: Session, row: Share) -> None:
    """Destroy what a link could be opened with and what it showed; the tombstone stays."""
    row.tag = b""
    row.wrapped_key = None
    row.sealed_view = None
    row.sealed_inside = None
    row.passcode_salt = None
    row.passcode_cost = None
    row.tries_left = None
    session.add(row)
    for reading in session.exec(select(Reading).where(Reading.share_id == row.id)).all():
        session.delete(reading)


def _stop(session: Session, service: Service, signed_in: SignedIn, row: Share) -> None:
    row.stopped_at = service.now()
    seal_owner(signed_in, row, own_share(signed_in, row, service.now()).owner)  # what stays of it
    destroy(session, row)


@contextmanager
def _change(
    service: Service, signed_in: SignedIn, share_id: str, code: str, *, holding: Content | None = None
) -> Iterator[Share]:
    """A transaction that changes a link that is not over, and tells of it in the history."""
    with _holding(service, signed_in, share_id, holding) as (session, row):
        own = own_share(signed_in, row, service.now())
        if own.state.is_over:
            raise Problem("share.over")
        yield row
        session.add(row)
        _tell(session, service, signed_in, own.owner, code)


@contextmanager
def _holding(
    service: Service, signed_in: SignedIn, share_id: str, content: Content | None = None
) -> Iterator[tuple[Session, Share]]:
    """A transaction that holds the learner, what is shown, and the link, in the order that everybody keeps."""
    with service.database.writing() as session:
        learner = session.get(Learner, signed_in.learner_id, with_for_update={"read": True, "key_share": True})
        if learner is None:
            raise NotFound
        if content:
            hold_all(session, signed_in, content)
        yield session, row_of(session, signed_in, share_id, lock=True)


def _tell(session: Session, service: Service, signed_in: SignedIn, owner: Owner, code: str) -> None:
    facts = {"titles": ", ".join(owner.titles), "label": owner.label}
    add_event(session, service, signed_in.learner_id, signed_in.box_public, code, facts)
