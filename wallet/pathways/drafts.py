"""A learner's own pathways, before they are published or without ever being: sealed, and used by that learner alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from wallet.accounts.service import SignedIn
from wallet.pathways.documents import document_of
from wallet.pathways.service import TakenIn, open_public, pathway_of, publish
from wallet.pathways.tables import PathwayDraft
from wallet.recognition.pathway import Pathway, read_pathway
from wallet.service import NotFound, Problem, Service, is_id, new_id
from wallet.vault.blob import seal, unseal

MOST_DRAFTS = 100


@dataclass(frozen=True)
class Draft:
    """One pathway of the learner's own."""

    id: str
    changed_at: datetime
    pathway: Pathway


def save_draft(service: Service, signed_in: SignedIn, pathway: Pathway, draft_id: str = "") -> str:
    """Keep a pathway, or its next state under the same id. Raises NotFound, Problem `pathway.too_many`."""
    with service.database.writing() as session:
        if draft_id:
            row = _own(session, signed_in, draft_id)
            row.changed_at, row.sealed_document = service.now(), _sealed(signed_in, draft_id, pathway)
        else:
            mine = select(func.count()).select_from(PathwayDraft)
            if session.exec(mine.where(PathwayDraft.learner_id == signed_in.learner_id)).one() >= MOST_DRAFTS:
                raise Problem("pathway.too_many")
            draft_id = new_id()
            row = PathwayDraft(
                id=draft_id,
                learner_id=signed_in.learner_id,
                changed_at=service.now(),
                sealed_document=_sealed(signed_in, draft_id, pathway),
            )
        session.add(row)
    return draft_id


def list_drafts(service: Service, signed_in: SignedIn) -> list[Draft]:
    """The learner's own pathways, the latest first."""
    with service.database.reading() as session:
        rows = session.exec(
            select(PathwayDraft)
            .where(PathwayDraft.learner_id == signed_in.learner_id)
            .order_by(col(PathwayDraft.changed_at).desc(), col(PathwayDraft.id))
        ).all()
    return [_draft(signed_in, row) for row in rows]


def open_draft(service: Service, signed_in: SignedIn, draft_id: str) -> Draft:
    """Raises NotFound."""
    with service.database.reading() as session:
        return _draft(signed_in, _own(session, signed_in, draft_id))


def delete_draft(service: Service, signed_in: SignedIn, draft_id: str) -> None:
    """Raises NotFound."""
    with service.database.writing() as session:
        session.delete(_own(session, signed_in, draft_id))
    service.database.forget()


def publish_draft(service: Service, signed_in: SignedIn, draft_id: str) -> str:
    """The learner's choice: put it in the open, where it can be taken back; returns its address. The draft goes.

    Raises NotFound, Problem as `publish`.
    """
    draft = open_draft(service, signed_in, draft_id)
    digest = publish(service, signed_in, TakenIn(document_of(draft.pathway)))
    delete_draft(service, signed_in, draft_id)
    return digest


def open_pathway(service: Service, digest: str, signed_in: SignedIn | None = None) -> Pathway:
    """The pathway of that address: a published one, or a draft of who is signed in. Raises NotFound."""
    try:
        return pathway_of(open_public(service, digest, signed_in))
    except NotFound:
        for draft in list_drafts(service, signed_in) if signed_in else ():
            if draft.pathway.digest == digest:
                return draft.pathway
        raise


def _sealed(signed_in: SignedIn, draft_id: str, pathway: Pathway) -> bytes:
    return seal(signed_in.key, document_of(pathway).raw, signed_in.place("pathway_draft", draft_id, "sealed_document"))


def _draft(signed_in: SignedIn, row: PathwayDraft) -> Draft:
    place = signed_in.place("pathway_draft", row.id, "sealed_document")
    return Draft(row.id, row.changed_at, read_pathway(unseal(signed_in.key, row.sealed_document, place)))


def _own(session: Session, signed_in: SignedIn, draft_id: str) -> PathwayDraft:
    row = session.get(PathwayDraft, draft_id) if is_id(draft_id) else None
    if row is None or row.learner_id != signed_in.learner_id:
        raise NotFound
    return row
