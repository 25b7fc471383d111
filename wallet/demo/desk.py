"""The demo's desk: an organisation of two people, who know the demo's institutions, and one case of its learner's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from wallet.accounts.service import SignedIn, sign_in, sign_up
from wallet.credentials.service import open_credential
from wallet.desk.handing import hand_over
from wallet.organisations.members import invite, join
from wallet.organisations.organisation import Profile, Role
from wallet.organisations.pathways import sign_document
from wallet.organisations.rules import Rules, read_trusted
from wallet.organisations.service import begin_organisation, change_rules, list_memberships, open_as
from wallet.pathways.documents import Kind
from wallet.pathways.service import Published, list_public
from wallet.service import Problem, Service
from wallet.shares.choosing import board_of
from wallet.shares.drafts import draft_for_stack
from wallet.shares.service import create_share
from wallet.shares.stack_choice import counting_credentials, needed_keys
from wallet.shares.terms import Terms
from wallet.shares.view import Offer
from wallet.stacks.service import start_stack

REGISTRAR, COLLEAGUE = "Demo Registrar", "Demo Reviewer"
OFFICE = Profile(
    "Cairn Demo Recognition Office",
    about="We look at what short courses add up to. Everything here is made up.",
    keeps_days=60,
)
APPEAL = "Within one month, in writing, to the board of appeal of this office."
PATHWAY = "urn:cairn-demo:pathway:data-literacy"


@dataclass(frozen=True)
class Desk:
    """Who leads the desk, and where it is: a path of this site."""

    registrar: SignedIn
    path: str


def make_desk(service: Service, learner: SignedIn, passphrase: str, trust: Path) -> Desk:
    """The desk as it stands, made where its registrar is new here; the learner's case comes with it.

    `trust`: the list of the demo's institutions. Nothing that somebody deleted since is made anew.
    """
    try:
        registrar = sign_in(service, REGISTRAR, passphrase)
    except Problem:
        registrar, _ = sign_up(service, REGISTRAR, "", passphrase)
        office = _office(service, registrar, passphrase, trust)
        _hand_over(service, learner, office)
    mine = list_memberships(service, registrar)
    return Desk(registrar, f"/desk/{mine[0].organisation.id}" if mine else "/desk")


def _office(service: Service, registrar: SignedIn, passphrase: str, trust: Path) -> str:
    """The organisation, with a second member, its rules, and a pathway that it signed; returns its id."""
    office = begin_organisation(service, registrar, OFFICE, "Rosalind Quay")
    staff = open_as(service, registrar, office)
    colleague, _ = sign_up(service, COLLEAGUE, "", passphrase)
    join(service, colleague, invite(service, staff, COLLEAGUE, Role.REVIEWER), "Henrik Sand")
    known = read_trusted(trust.read_bytes(), OFFICE.name, service.now())
    change_rules(service, staff, Rules(known, appeal=APPEAL))
    sign_document(service, staff, _pathway(service).document.digest)
    return office


def _hand_over(service: Service, learner: SignedIn, office: str) -> None:
    """The learner begins a stack, shares what counts in it, and hands the link over."""
    stack = start_stack(service, learner, _pathway(service).document.raw)
    counting = counting_credentials(service, learner, stack)
    boards = {each: board_of(open_credential(service, learner, each)) for each in counting}
    keys = {name: needed_keys(each, stack.stack.pathway) for name, each in boards.items()}
    content = draft_for_stack(stack.id, keys, boards, learner.name).content(boards)
    content = replace(content, note="Does this count towards the certificate?", offers=frozenset(Offer))
    terms = Terms(service.now() + timedelta(days=90), recipient=OFFICE.name, label="Recognition of my courses")
    hand_over(service, learner, create_share(service, learner, content, terms).id, office)


def _pathway(service: Service) -> Published:
    return next(each for each in list_public(service, Kind.PATHWAY) if each.document.value.id == PATHWAY)
