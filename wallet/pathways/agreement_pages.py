"""Agreements as pages that need no account: the directory, one agreement, its file."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from verifier.site.i18n import language_of
from verifier.site.rendering import render
from wallet.pathways import service as public
from wallet.pathways.agreement_words import (
    DECISIONS,
    IN_FORCE,
    PURPOSES,
    ROLES,
    condition_words,
    quality_rows,
    recognised_words,
    scope_words,
    validity_sentences,
)
from wallet.pathways.agreements import standing
from wallet.pathways.documents import Kind
from wallet.pathways.pages import file_of
from wallet.pathways.service import Published, agreement_of
from wallet.pathways.showing import Head, head_of, saying
from wallet.recognition.agreement import InForce
from wallet.web.sessions import service_of

MOST_LISTED = 100


@dataclass(frozen=True)
class AgreementRow:
    """One agreement in the directory."""

    head: Head
    parties: tuple[str, ...]
    tone: str
    sentence: str


@dataclass(frozen=True)
class PartyRow:
    """One party: its name, what it does, whether its signature holds and who is proved to have given it."""

    name: str
    role: str
    ids: tuple[str, ...]
    signatory: str
    legal_basis: str
    signed_by: str


def agreements_page(request: Request) -> Response:
    """GET /agreements: the directory; `ended=1` shows those that are not in force, too."""
    house, learner = service_of(request), getattr(request.state, "learner", None)
    found = public.list_public(house, Kind.AGREEMENT, learner)
    query = request.query_params.get("q", "")[:200]
    ended = request.query_params.get("ended") == "1"
    rows = []
    for each in found:
        held = standing(house, each, found)
        row = _row(request, each, held)
        said = " ".join((row.head.title, *row.parties)).casefold()
        if (held or ended) and all(word in said for word in query.casefold().split()):
            rows.append(row)
    context = {"rows": rows[:MOST_LISTED], "total": len(found), "query": query, "ended": ended}
    return render(request, "pathways/agreements.html", context)


def agreement_page(request: Request) -> Response:
    """GET /agreements/{digest}: everything that it says, who signed, and whether it is in force now."""
    house, learner = service_of(request), getattr(request.state, "learner", None)
    published = public.open_public(house, request.path_params["digest"], learner)
    agreement, language, tell = agreement_of(published), language_of(request), saying(request)
    held = standing(house, published)
    tone, sentence = IN_FORCE[held.code]
    context = {
        "head": head_of(request, published),
        "agreement": agreement,
        "tone": tone,
        "sentence": tell(sentence, {}),
        "unsigned": held.unsigned,
        "now": house.now(),
        "parties": _parties(request, published),
        "scope": list(scope_words(agreement, language, tell)),
        "recognised": list(recognised_words(agreement, language, tell)),
        "conditions": list(condition_words(agreement, language, tell)),
        "validity": list(validity_sentences(agreement, language, tell)),
        "purpose": tell(PURPOSES[agreement.purpose], {}),
        "decision": tell(DECISIONS[agreement.decision], {}),
        "quality": quality_rows(agreement, tell),
    }
    return render(request, "pathways/agreement.html", context)


def agreement_file(request: Request) -> Response:
    """GET /agreements/{digest}/{format}.json."""
    published = public.open_public(service_of(request), request.path_params["digest"])
    return file_of(agreement_of(published), request.path_params["format"])


def _row(request: Request, published: Published, held: InForce) -> AgreementRow:
    tone, sentence = IN_FORCE[held.code]
    parties = tuple(each.name for each in agreement_of(published).parties)
    return AgreementRow(head_of(request, published), parties, tone, saying(request)(sentence, {}))


def _parties(request: Request, published: Published) -> list[PartyRow]:
    tell, signers = saying(request), head_of(request, published).signers
    rows = []
    for party in agreement_of(published).parties:
        mine = [
            signer.who
            for signed, signer in zip(published.signed, signers, strict=True)
            if signed.signature.valid and not signed.signature.proved_ids.isdisjoint(party.ids)
        ]
        name, role = party.name, tell(ROLES[party.role], {})
        rows.append(PartyRow(name, role, party.ids, party.signatory, party.legal_basis, next(iter(mine), "")))
    return rows
