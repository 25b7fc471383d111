"""What the pages draw of a public document: who signed it, how it stands, what it asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial

from starlette.requests import Request

from verifier.errors import Fact
from verifier.plain import plain_report
from verifier.site.i18n import language_of, lazy
from verifier.site.mark import draw_mark
from verifier.site.rendering import say
from wallet.pathways.documents import Kind
from wallet.pathways.rule_words import Say
from wallet.pathways.service import Published
from wallet.pathways.signatures import Signed
from wallet.recognition.languages import in_language
from wallet.recognition.pathway import OwnerKind, Pathway

FIELDS: Mapping[str, str] = {
    "00": lazy("Generic programmes"),
    "01": lazy("Education"),
    "02": lazy("Arts and humanities"),
    "03": lazy("Social sciences, journalism and information"),
    "04": lazy("Business, administration and law"),
    "05": lazy("Natural sciences, mathematics and statistics"),
    "06": lazy("Information and communication technologies"),
    "07": lazy("Engineering, manufacturing and construction"),
    "08": lazy("Agriculture, forestry, fisheries and veterinary"),
    "09": lazy("Health and welfare"),
    "10": lazy("Services"),
}
ADDRESSES: Mapping[Kind, str] = {
    Kind.PATHWAY: "/pathways",
    Kind.AGREEMENT: "/agreements",
    Kind.OPPORTUNITY: "/opportunities",
}


@dataclass(frozen=True)
class Signer:
    """One who signed: how they may be named, how the signature stands, and when that was looked at."""

    who: str
    sentence: str
    tone: str
    word: str
    holds: bool
    checked_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True)
class Head:
    """What every page of a public document begins with. `by`: who says so, or that nobody has signed it."""

    digest: str
    address: str
    title: str
    mark: str
    by: str
    proved: bool
    published_at: datetime
    superseded_by: str
    signers: tuple[Signer, ...]
    mine: bool
    version: str


def saying(request: Request) -> Say:
    """Sentences in the reader's language."""
    return partial(_say, request)


def _say(request: Request, sentence: str, facts: Mapping[str, Fact]) -> str:
    return say(request, sentence, facts)


def head_of(request: Request, published: Published) -> Head:
    """The head of a document in the reader's language."""
    language, value = language_of(request), published.document.value
    signers = tuple(signer_of(each, language) for each in published.signed)
    return Head(
        digest=published.document.digest,
        address=f"{ADDRESSES[published.document.kind]}/{published.document.digest}",
        title=in_language(value.title, language),
        mark=draw_mark(published.document.digest),
        by=by_line(request, published, signers),
        proved=any(each.holds for each in signers),
        published_at=published.published_at,
        superseded_by=published.superseded_by,
        signers=signers,
        mine=published.mine,
        version=getattr(value, "version", ""),
    )


def signer_of(signed: Signed, language: str) -> Signer:
    """One signature as a page names it: nobody is named but by what proved them."""
    plain = plain_report(signed.examined, language)
    return Signer(
        who=plain.who,
        sentence=plain.sentence,
        tone=plain.tone,
        word=plain.word,
        holds=signed.signature.valid,
        checked_at=signed.examined.report.at,
        ends_at=signed.signature.ends,
    )


def by_line(request: Request, published: Published, signers: tuple[Signer, ...]) -> str:
    """Who stands for it. What it says of its own origin is not repeated where nothing proves it."""
    names = [each.who for each in signers if each.holds and each.who]
    if names:
        return say(request, lazy("Signed by %(names)s."), {"names": "; ".join(dict.fromkeys(names))})
    value = published.document.value
    if isinstance(value, Pathway) and value.owner_kind is OwnerKind.LEARNER:
        return say(request, lazy("By an unnamed learner. Nobody has signed it."))
    return say(request, lazy("By an unnamed organisation. Nobody has signed it."))


def midnight(day: date | None) -> datetime | None:
    """A day that a document names, as pages write days."""
    return None if day is None else datetime.combine(day, time(), UTC)
