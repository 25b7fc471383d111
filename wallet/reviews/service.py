"""Answers are sealed to the learner as they come; the learner reads and erases them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from hashlib import sha256

from sqlmodel import Session, col, delete, func, select

from verifier import Examined, examine
from verifier.codec.multibase import encode_base64url
from wallet.accounts.service import SignedIn
from wallet.accounts.tables import Learner
from wallet.credentials.imports import Taken, take_in
from wallet.credentials.sealing import title_of
from wallet.history.service import add_event, erase_events
from wallet.reviews.answer import Answer, Basis, Received, Shown, check_answer, read_received, write_received
from wallet.reviews.tables import Review
from wallet.service import NotFound, Problem, Service, is_id
from wallet.shares.examining import Opened
from wallet.shares.owner import State, state_of
from wallet.shares.service import row_of
from wallet.shares.tables import Share
from wallet.vault.blob import Place
from wallet.vault.errors import VaultError
from wallet.vault.sealed_box import open_sealed, seal_to

MOST_OF_ONE = 50  # answers to one link
_OPEN = (State.ACTIVE, State.USED_UP, State.LOCKED)  # who reads already may still answer


def basis_of(opened: Opened) -> Basis:
    """What an answer to this opened link rests on. Raises NotFound where no stack is shared."""
    towards = opened.towards
    if towards is None:
        raise NotFound
    pathway, evaluation = towards.shared.pathway, towards.evaluation
    totals = evaluation.totals.as_json()
    return Basis(
        at=evaluation.at,
        share_id=opened.share_id,
        revision=opened.revision,
        view=opened.digest,
        stack_id=towards.shared.stack_id,
        from_name=opened.view.from_name,
        target=dict(pathway.target.title),
        pathway=dict(pathway.title),
        version=pathway.version,
        pathway_digest=pathway.digest,
        evaluation=sha256(evaluation.canonical()).hexdigest(),
        state=evaluation.state.value,
        counted=str(totals.get("rounded", "0")),
        asked=str(totals.get("target", "")),
        items=tuple(
            Shown(title_of(each.record), sha256(each.raw).hexdigest(), each.report.verdict.value, each.report.code)
            for each in opened.items
        ),
    )


def send_answer(
    service: Service,
    opened: Opened,
    answer: Answer,
    form_id: str,
    credential: str = "",
    beside: Callable[[Session], None] | None = None,
) -> Received:
    """Seal an answer to the learner whose link was opened. The same words of the same form (`form_id`) are sent once,
    however often a browser sends them.

    `credential`: the decision as it was signed; it comes back only where it was sent. `beside` runs in the transaction
    that sends it: where it raises, nothing is sent. Raises Problem as `check_answer` and `review.too_many`; NotFound
    where the link is over, or shows something else.
    """
    answer, basis = check_answer(answer), basis_of(opened)
    answer_id, now = _id(opened.share_id, form_id, answer), service.now()
    with service.database.writing() as session:
        share = session.get(Share, opened.share_id)
        owner = share.learner_id if share else ""
        learner = session.get(Learner, owner, with_for_update={"read": True, "key_share": True})
        share = session.get(Share, opened.share_id, with_for_update=True, populate_existing=True)
        if learner is None or share is None or state_of(share, now) not in _OPEN or share.revision != opened.revision:
            raise NotFound
        is_new = session.get(Review, answer_id) is None
        if is_new:
            if _count(session, share.id) >= MOST_OF_ONE:
                raise Problem("review.too_many")
            whole, place = write_received(answer, basis, credential), _place(answer_id, learner.id)
            box = seal_to(learner.box_public, whole, place, service.secrets.signer)
            session.add(Review(id=answer_id, share_id=share.id, at=now, box=box))
            facts = {"viewer": answer.organisation or answer.who, "title": basis.title("en")}
            code = "history.decided" if answer.decision.is_final else "history.commented"
            add_event(session, service, learner.id, learner.box_public, code, facts, entry_id=answer_id)
            if beside:
                beside(session)
    return Received(answer_id, opened.share_id, now, answer, basis, credential if is_new else "")


def list_received(service: Service, signed_in: SignedIn, stack_id: str = "") -> list[Received]:
    """What readers answered, the newest first: of one stack, or all."""
    with service.database.reading() as session:
        rows = session.exec(
            select(Review)
            .join(Share)
            .where(Share.learner_id == signed_in.learner_id)
            .order_by(col(Review.at).desc(), col(Review.id))
        ).all()
    found = [_read(service, signed_in, row) for row in rows]
    return [each for each in found if not stack_id or (each.basis is not None and each.basis.stack_id == stack_id)]


def open_received(service: Service, signed_in: SignedIn, answer_id: str) -> Received:
    """Raises NotFound."""
    with service.database.reading() as session:
        return _read(service, signed_in, _row(session, signed_in, answer_id))


def examine_received(service: Service, one: Received) -> Examined | None:
    """The decision's credential, verified now; None where nobody signed it."""
    return examine(one.credential.encode(), service.world()) if one.credential else None


def take_credential(service: Service, signed_in: SignedIn, answer_id: str) -> str:
    """Put a decision's credential aside, for a look before it is kept; returns the import's id. Raises NotFound where
    nobody signed it."""
    one = open_received(service, signed_in, answer_id)
    if not one.credential:
        raise NotFound
    return take_in(service, signed_in, [Taken("decision.json", one.credential.encode())])


def erase_received(service: Service, signed_in: SignedIn, answer_id: str) -> None:
    """Erase an answer, in the history, too. Raises NotFound."""
    with service.database.writing() as session:
        row = _row(session, signed_in, answer_id)
        session.exec(delete(Review).where(col(Review.id) == row.id))
        erase_events(session, signed_in.learner_id, [row.id])
    service.database.forget()


def _id(share_id: str, form_id: str, answer: Answer) -> str:
    words = json.dumps([share_id, form_id, asdict(answer)])
    return encode_base64url(sha256(words.encode("utf-8", "surrogatepass")).digest()[:16])


def _count(session: Session, share_id: str) -> int:
    return session.exec(select(func.count()).select_from(Review).where(Review.share_id == share_id)).one()


def _row(session: Session, signed_in: SignedIn, answer_id: str) -> Review:
    row = session.get(Review, answer_id) if is_id(answer_id) else None
    if row is None:
        raise NotFound
    row_of(session, signed_in, row.share_id)
    return row


def _read(service: Service, signed_in: SignedIn, row: Review) -> Received:
    try:
        place = _place(row.id, signed_in.learner_id)
        raw = open_sealed(signed_in.box_private, row.box, place, service.secrets.public_keys)
    except VaultError:
        return Received(row.id, row.share_id, row.at)
    return Received(row.id, row.share_id, row.at, *read_received(raw))


def _place(answer_id: str, learner_id: str) -> Place:
    return Place("review", answer_id, "box", learner_id)
