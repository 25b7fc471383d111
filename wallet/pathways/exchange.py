"""Other formats in and out, and what is lost on the way."""

from __future__ import annotations

from enum import StrEnum

from verifier.errors import JsonObject
from wallet.pathways.clr import read_clr, write_clr
from wallet.pathways.ctdl import read_ctdl
from wallet.pathways.ctdl_writing import write_ctdl
from wallet.pathways.documents import Document, document_of
from wallet.pathways.elm import read_elm, write_elm
from wallet.pathways.elm_opportunities import read_elm_opportunities, write_elm_opportunity
from wallet.pathways.opportunity import Opportunity
from wallet.recognition.agreement import Agreement
from wallet.recognition.document import Unreadable
from wallet.recognition.pathway import Pathway

# What may be lost when a pathway is written in another format.
LOSSES = (*("agreements", "choice", "clauses", "count", "credits", "grades", "not", "order", "policy"),)


class Source(StrEnum):
    """The formats. `ours`: our own JSON, or a credential over it."""

    OURS = "ours"
    CTDL = "ctdl"
    CLR = "clr"
    ELM = "elm"


def read_pathway_from(raw: bytes, source: Source) -> Document:
    """A pathway in one of the other formats. Raises Unreadable."""
    match source:
        case Source.CTDL:
            return document_of(read_ctdl(raw))
        case Source.CLR:
            return document_of(read_clr(raw))
        case Source.ELM:
            return document_of(read_elm(raw))
        case Source.OURS:
            raise Unreadable("document.not_a_choice", "")


def read_opportunities(raw: bytes) -> tuple[Document, ...]:
    """The learning opportunities in a document of the European Learning Model. Raises Unreadable."""
    return tuple(document_of(each) for each in read_elm_opportunities(raw))


def write_as(value: Pathway | Agreement | Opportunity, source: Source) -> tuple[JsonObject, tuple[str, ...]]:
    """The document in a format, and the codes of what has no place in it (`LOSSES`). KeyError for a format that has no
    such documents."""
    if source is Source.OURS:
        return value.as_json(), ()
    if isinstance(value, Opportunity) and source is Source.ELM:
        return write_elm_opportunity(value), ()
    if not isinstance(value, Pathway):
        raise KeyError(source)
    return {Source.CTDL: write_ctdl, Source.CLR: write_clr, Source.ELM: write_elm}[source](value)
