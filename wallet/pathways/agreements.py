"""Agreements as they stand: who signed, whether they are in force, and those that concern a pathway."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wallet.pathways.documents import Kind
from wallet.pathways.service import Published, agreement_of, list_public
from wallet.recognition.agreement import Agreement, InForce, Signature, in_force
from wallet.recognition.pathway import Pathway
from wallet.service import Service


@dataclass(frozen=True)
class Concerned:
    """The agreements that a pathway may rely on, and every credential over them as it stands: what an evaluation
    needs (`Circumstances`)."""

    agreements: tuple[Agreement, ...] = ()
    signatures: tuple[Signature, ...] = ()


def agreements_for(service: Service, pathway: Pathway, known: Sequence[Published] | None = None) -> Concerned:
    """The agreements that the pathway names, and those by which its own institution recognises; with those that replace
    them. Their credentials are verified, with status. `known`: every agreement there is, where they are at hand."""
    found = all_agreements(service) if known is None else known
    chosen = [each for each in found if _concerns(agreement_of(each), each.document.digest, pathway)]
    named = {each.document.digest for each in chosen}
    chosen += [each for each in found if agreement_of(each).supersedes in named and each not in chosen]
    return Concerned(
        tuple(agreement_of(each) for each in chosen),
        tuple(one.signature for each in chosen for one in each.signed),
    )


def all_agreements(service: Service) -> list[Published]:
    """Every agreement there is, those that ended or were replaced too."""
    return list_public(service, Kind.AGREEMENT, old_ones=True)


def _concerns(agreement: Agreement, digest: str, pathway: Pathway) -> bool:
    recognisers = {each for party in agreement.recognises() for each in party.ids}
    return digest in pathway.agreements or not recognisers.isdisjoint(pathway.home_ids)


def standing(service: Service, published: Published, others: Sequence[Published] | None = None) -> InForce:
    """Whether an agreement is in force now. `others`: every agreement there is, where they are at hand."""
    agreement = agreement_of(published)
    known = all_agreements(service) if others is None else others
    replaced = any(_replaces(each, published, service) for each in known)
    signatures = [each.signature for each in published.signed]
    return in_force(agreement, signatures, service.now(), superseded=replaced)


def _replaces(later: Published, earlier: Published, service: Service) -> bool:
    """Whether a later one by the same parties, itself in force, says that it replaces this one."""
    new, old = agreement_of(later), agreement_of(earlier)
    if new.supersedes != earlier.document.digest:
        return False
    ids = {each for party in new.parties for each in party.ids}
    if any(ids.isdisjoint(party.ids) for party in old.parties):
        return False
    return bool(in_force(new, [each.signature for each in later.signed], service.now()))
