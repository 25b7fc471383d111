"""Public pathways and agreements that an organisation stands for with its signature."""

from __future__ import annotations

from datetime import datetime

from wallet.organisations.issuing import issuer_of, sign_as
from wallet.organisations.organisation import Public, Role, Staff
from wallet.organisations.service import check_role, row_of
from wallet.organisations.signing import hosted_did
from wallet.pathways.documents import Kind
from wallet.pathways.service import Published, agreement_of, list_public, open_public, pathway_of
from wallet.pathways.signatures import Signed, add_signature
from wallet.pathways.signing import credential_over
from wallet.pathways.tables import PublicDocument
from wallet.recognition.agreement import Agreement
from wallet.service import NotFound, Problem, Service


def sign_document(service: Service, staff: Staff, digest: str, ends: datetime | None = None) -> None:
    """Put the organisation's signature beside a public pathway, or an agreement that names it as a party; until `ends`
    where that is given.

    Raises NotFound where neither has this digest; Problem `organisation.role`, `organisation.not_a_party`,
    `organisation.not_signed`, `pathway.signatures`.
    """
    check_role(staff, Role.ADMIN)
    published = open_public(service, digest)
    if published.document.kind is Kind.AGREEMENT:
        if not is_party(service, staff.organisation, agreement_of(published)):
            raise Problem("organisation.not_a_party")
    else:
        pathway_of(published)
    credential = credential_over(published.document, issuer_of(staff), service.now(), ends)
    signed = sign_as(service, staff, credential)
    with service.database.writing() as session:
        row_of(session, staff)
        if session.get(PublicDocument, digest, with_for_update={"read": True, "key_share": True}) is None:
            raise NotFound
        add_signature(session, service, digest, signed)


def pathways_of(service: Service, organisation: Public) -> list[Published]:
    """Public pathways that it signed, by any of its identifiers, where the signature holds today."""
    ours = ids_of(service, organisation)
    return [each for each in list_public(service, Kind.PATHWAY) if each.proved_ids & ours]


def agreements_of(service: Service, organisation: Public) -> list[Published]:
    """Public agreements that name it as a party by an identifier that is proved to be its own, signed or not."""
    found = list_public(service, Kind.AGREEMENT)
    return [each for each in found if is_party(service, organisation, agreement_of(each))]


def is_party(service: Service, organisation: Public, agreement: Agreement) -> bool:
    """Whether the agreement names it."""
    named = {each for party in agreement.parties for each in party.ids}
    return not named.isdisjoint(ids_of(service, organisation))


def is_theirs(signed: Signed, ids: frozenset[str]) -> bool:
    """Whether a signature holds and is by who has one of these identifiers."""
    return signed.signature.valid and bool(signed.signature.proved_ids & ids)


def ids_of(service: Service, organisation: Public) -> frozenset[str]:
    """What proves a signature to be the organisation's: its identifier here, and under its own domain that and it."""
    own = {organisation.did, f"domain:{organisation.domain}"} if organisation.domain else {organisation.did}
    return frozenset({hosted_did(service.settings.public_url, organisation.id), *own})
