"""The learner's side of cases: a link is handed over to an organisation, for a time, and taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from verifier.codec.moments import write_moment
from wallet.accounts.service import SignedIn
from wallet.accounts.tables import Learner
from wallet.desk.case import Handed, write_handed
from wallet.desk.rows import box_place, delete_cases, not_over
from wallet.desk.tables import DeskCase
from wallet.history.service import add_event
from wallet.organisations.organisation import Public
from wallet.organisations.service import open_public, public_of
from wallet.organisations.tables import Organisation
from wallet.recognition.languages import in_language
from wallet.service import NotFound, Problem, Service, new_id
from wallet.shares.owner import OwnShare, State, state_of
from wallet.shares.service import list_shares, open_own_share, open_own_view, row_of
from wallet.shares.tables import Share
from wallet.vault.sealed_box import seal_to

MOST_CASES = 5000  # of one organisation
MOST_OF_ONE = 50  # of one learner at one organisation, so that nobody fills a desk alone


@dataclass(frozen=True)
class Consent:
    """What a learner is asked to agree to: who will see what (`titles`: to what it leads, language -> text; what is in
    it stands in `own`), and until when at the latest. `agreed` stands for all of it: it is another where it changed."""

    organisation: Public
    own: OwnShare
    from_name: str
    titles: Mapping[str, str]
    ends_at: datetime

    def title(self, language: str) -> str:
        """To what it leads, as that is called in the language."""
        return in_language(self.titles, language)

    @property
    def agreed(self) -> str:
        """SHA-256, hex, of what the learner reads."""
        own, profile = self.own, self.organisation.profile
        said = [self.organisation.id, profile.name, self.organisation.domain, profile.keeps_days]
        return sha256(
            json.dumps([*said, own.id, own.revision, own.max_opens, write_moment(own.ends_at)]).encode()
        ).hexdigest()


@dataclass(frozen=True)
class HandedOver:
    """A case as its learner sees it: to whom, since when, until when at the latest."""

    id: str
    share_id: str
    organisation: Public
    created_at: datetime
    ends_at: datetime


def may_hand_over(own: OwnShare) -> bool:
    """Whether a link can be handed over: it can be opened, and says where it is to lead."""
    return own.state is State.ACTIVE and bool(own.owner.content.stack)


def list_for_handing(service: Service, signed_in: SignedIn, stack_id: str = "") -> list[OwnShare]:
    """The learner's links that can be handed over: of one stack, or all."""
    mine = (each for each in list_shares(service, signed_in) if may_hand_over(each))
    return [each for each in mine if not stack_id or each.owner.content.stack == stack_id]


def ask_consent(service: Service, signed_in: SignedIn, share_id: str, organisation_id: str) -> Consent:
    """What handing this link over to that organisation would mean. Raises NotFound; Problem `case.not_open`,
    `case.no_stack`, `case.handed_already`."""
    organisation, own = open_public(service, organisation_id), open_own_share(service, signed_in, share_id)
    if own.state is not State.ACTIVE:
        raise Problem("case.not_open")
    view = open_own_view(service, signed_in, share_id)
    if view.stack is None:
        raise Problem("case.no_stack")
    with service.database.reading() as session:
        _check_new(session, service, organisation_id, share_id)
    pathway = view.stack.pathway
    ends_at = min(own.ends_at, service.now() + timedelta(days=organisation.profile.keeps_days))
    return Consent(organisation, own, view.from_name, dict(pathway.target.title or pathway.title), ends_at)


def hand_over(
    service: Service, signed_in: SignedIn, share_id: str, organisation_id: str, agreed: str | None = None
) -> str:
    """Hand a link over: from now on members of the organisation may open it, and each look is shown to the learner.
    Returns the case's id. `agreed`: what the learner read (`Consent.agreed`), where they did.

    Raises as `ask_consent`, and Problem `case.changed` where that is something else by now, `case.desk_full`,
    `case.too_many`.
    """
    consent = ask_consent(service, signed_in, share_id, organisation_id)
    if agreed not in (None, consent.agreed):
        raise Problem("case.changed")
    own, case_id = consent.own, new_id()
    handed = Handed(consent.from_name, consent.titles, own.owner.link_key, own.owner.passcode)
    place, signer = box_place(organisation_id, case_id), service.secrets.signer
    row = DeskCase(
        id=case_id,
        organisation_id=organisation_id,
        share_id=share_id,
        created_at=service.now(),
        ends_at=consent.ends_at,
        box=seal_to(consent.organisation.box_public, write_handed(handed), place, signer),
    )
    with service.database.writing() as session:
        _hold(session, service, signed_in, consent)
        _check_new(session, service, organisation_id, share_id)
        delete_cases(session, _of_both(organisation_id, share_id))  # one that is over, and was not swept yet
        theirs = select(func.count()).select_from(DeskCase).where(DeskCase.organisation_id == organisation_id)
        mine = theirs.join(Share).where(Share.learner_id == signed_in.learner_id)
        if session.exec(mine).one() >= MOST_OF_ONE:
            raise Problem("case.too_many")
        if session.exec(theirs).one() >= MOST_CASES:
            raise Problem("case.desk_full")
        session.add(row)
        _tell(session, service, signed_in, "history.handed_over", consent.organisation)
    return case_id


def list_handed(service: Service, signed_in: SignedIn, share_id: str) -> list[HandedOver]:
    """To whom a link of the learner's is handed over, the newest first. Raises NotFound."""
    with service.database.reading() as session:
        row_of(session, signed_in, share_id)
        rows = session.execute(
            select(DeskCase, Organisation)
            .join(Share)
            .join(Organisation, col(Organisation.id) == col(DeskCase.organisation_id))
            .where(col(DeskCase.share_id) == share_id, not_over(service.now()))
            .order_by(col(DeskCase.created_at).desc(), col(DeskCase.id))
        ).all()
    return [
        HandedOver(row.id, share_id, public_of(service, organisation), row.created_at, row.ends_at)
        for row, organisation in rows
    ]


def open_handed(service: Service, signed_in: SignedIn, share_id: str, case_id: str) -> HandedOver:
    """One of them. Raises NotFound."""
    for each in list_handed(service, signed_in, share_id):
        if each.id == case_id:
            return each
    raise NotFound


def take_back(service: Service, signed_in: SignedIn, share_id: str, case_id: str) -> None:
    """Take a link back from an organisation: the case, all in it, and every session of who reads it are gone; a look
    that runs gives nothing any more. Raises NotFound."""
    handed = open_handed(service, signed_in, share_id, case_id)
    with service.database.writing() as session:
        _hold_own(session, signed_in, share_id)
        if not delete_cases(session, col(DeskCase.id) == handed.id):
            raise NotFound
        _tell(session, service, signed_in, "history.taken_back", handed.organisation)
    service.database.forget()


def _hold(session: Session, service: Service, signed_in: SignedIn, consent: Consent) -> None:
    """Hold what is agreed to, so that it stays what it is: the learner, the link, the organisation, in this order."""
    share = _hold_own(session, signed_in, consent.own.id)
    held = session.get(Organisation, consent.organisation.id, with_for_update=True)
    if held is None:
        raise NotFound
    own = consent.own
    is_same = (share.revision, share.ends_at, share.max_opens) == (own.revision, own.ends_at, own.max_opens)
    if public_of(service, held) != consent.organisation or not is_same:
        raise Problem("case.changed")
    if state_of(share, service.now()) is not State.ACTIVE:
        raise Problem("case.not_open")


def _hold_own(session: Session, signed_in: SignedIn, share_id: str) -> Share:
    learner = session.get(Learner, signed_in.learner_id, with_for_update={"read": True, "key_share": True})
    if learner is None:
        raise NotFound
    return row_of(session, signed_in, share_id, lock=True)


def _check_new(session: Session, service: Service, organisation_id: str, share_id: str) -> None:
    there = select(DeskCase.id).where(_of_both(organisation_id, share_id), col(DeskCase.ends_at) > service.now())
    if session.exec(there).first() is not None:
        raise Problem("case.handed_already")


def _of_both(organisation_id: str, share_id: str) -> ColumnElement[bool]:
    return (col(DeskCase.organisation_id) == organisation_id) & (col(DeskCase.share_id) == share_id)


def _tell(session: Session, service: Service, signed_in: SignedIn, code: str, organisation: Public) -> None:
    facts = {"label": organisation.profile.name}
    add_event(session, service, signed_in.learner_id, signed_in.box_public, code, facts)
