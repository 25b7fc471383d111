"""Public documents: taken in, published, found, opened, taken back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from verifier import Examined, examine
from verifier.errors import VerifierError
from wallet.accounts.service import SignedIn
from wallet.pathways.documents import Document, Kind, is_public, read_public
from wallet.pathways.exchange import Source, read_pathway_from
from wallet.pathways.opportunity import Opportunity
from wallet.pathways.signatures import Signed, add_signature, signatures_of
from wallet.pathways.signing import read_stated
from wallet.pathways.tables import PublicDocument
from wallet.recognition.agreement import Agreement
from wallet.recognition.document import LARGEST_DOCUMENT, Unreadable, read_document
from wallet.recognition.pathway import Pathway
from wallet.service import NotFound, Problem, Service
from wallet.vault.keys import derive
from wallet.vault.names import fingerprint

MOST_OF_ONE = 200  # documents that one learner may have published
MOST_LISTED = 500
LARGEST_CREDENTIAL = 2 * LARGEST_DOCUMENT
_DIGEST = len("0" * 64)


class Unfit(Problem):
    """A document that cannot be taken in: the code, and the place in it (a JSON pointer)."""

    def __init__(self, code: str, path: str, field_name: str = "document") -> None:
        super().__init__(code, field_name)
        self.path = path


@dataclass(frozen=True)
class TakenIn:
    """What somebody handed in: the document, and the credential around it."""

    document: Document
    examined: Examined | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Published:
    """A public document. `signed`: the credentials over it, as they stand. `mine`: who asks published it."""

    document: Document
    published_at: datetime
    superseded_by: str
    signed: tuple[Signed, ...]
    mine: bool = False

    @property
    def proved_ids(self) -> frozenset[str]:
        """Proved ids of everybody whose signature over it holds."""
        ids = [each.signature.proved_ids for each in self.signed if each.signature.valid]
        return frozenset().union(*ids)

    @property
    def signers(self) -> tuple[Signed, ...]:
        """Those whose signature holds."""
        return tuple(each for each in self.signed if each.signature.valid)


def take_in(service: Service, raw: bytes, source: Source = Source.OURS) -> TakenIn:
    """Read what somebody handed in: our JSON, a credential over one, or another format. Nothing is kept.

    Raises Unfit with the reader's code and place, and `document.not_signed_well` for a credential that does not hold.
    """
    try:
        if source is not Source.OURS:
            return TakenIn(read_pathway_from(raw, source))
        if len(raw) <= LARGEST_DOCUMENT and is_public(read_document(raw).value):
            return TakenIn(read_public(raw))
        return _from_credential(service, raw)
    except Unreadable as error:
        raise Unfit(error.code, error.path) from error


def publish(service: Service, signed_in: SignedIn | None, taken: TakenIn) -> str:
    """Put a document in the open; returns its address. Whoever signed it is kept with it; `signed_in` is who can take
    it back (None: the service itself put it there). Raises Problem `pathway.too_many`."""
    document, tag = taken.document, None if signed_in is None else owner_tag(signed_in)
    with service.database.writing() as session:
        row = session.get(PublicDocument, document.digest)
        if row is None:
            if tag is not None and _count(session, tag) >= MOST_OF_ONE:
                raise Problem("pathway.too_many")
            row = PublicDocument(
                digest=document.digest,
                kind=document.kind.value,
                identity=document.identity,
                document=document.raw,
                owner_tag=tag,
                published_at=service.now(),
            )
            session.add(row)
            session.flush()
            _supersede(session, row)
        if taken.examined is not None:
            add_signature(session, service, document.digest, taken.examined)
    return document.digest


def withdraw(service: Service, signed_in: SignedIn, digest: str) -> None:
    """Take back what one published. Raises NotFound for anything else."""
    with service.database.writing() as session:
        row = session.get(PublicDocument, digest, with_for_update=True) if _is_digest(digest) else None
        if row is None or row.owner_tag is None or row.owner_tag != owner_tag(signed_in):
            raise NotFound
        session.delete(row)


def open_public(service: Service, digest: str, signed_in: SignedIn | None = None) -> Published:
    """The document of that address. Raises NotFound."""
    with service.database.reading() as session:
        row = session.get(PublicDocument, digest) if _is_digest(digest) else None
    found = None if row is None else _published(row, signatures_of(service, [digest])[digest], signed_in)
    if found is None:
        raise NotFound
    return found


def list_public(
    service: Service, kind: Kind, signed_in: SignedIn | None = None, *, old_ones: bool = False
) -> list[Published]:
    """Every document of a kind, the newest first; those that a later version replaced only if asked for."""
    with service.database.reading() as session:
        wanted = select(PublicDocument).where(PublicDocument.kind == kind.value)
        if not old_ones:
            wanted = wanted.where(PublicDocument.superseded_by == "")
        wanted = wanted.order_by(col(PublicDocument.published_at).desc(), col(PublicDocument.digest))
        rows = session.exec(wanted.limit(MOST_LISTED)).all()
    signed = signatures_of(service, [row.digest for row in rows])
    found = (_published(row, signed[row.digest], signed_in) for row in rows)
    return [each for each in found if each is not None]


def pathway_of(published: Published) -> Pathway:
    """Raises NotFound where it is no pathway."""
    if not isinstance(published.document.value, Pathway):
        raise NotFound
    return published.document.value


def agreement_of(published: Published) -> Agreement:
    """Raises NotFound where it is no agreement."""
    if not isinstance(published.document.value, Agreement):
        raise NotFound
    return published.document.value


def opportunity_of(published: Published) -> Opportunity:
    """Raises NotFound where it is no learning opportunity."""
    if not isinstance(published.document.value, Opportunity):
        raise NotFound
    return published.document.value


def owner_tag(signed_in: SignedIn) -> bytes:
    """What marks a learner's own publications: only who holds the learner's key can tell whose they are."""
    return fingerprint(derive(signed_in.key, "published documents"), b"mine")


def _from_credential(service: Service, raw: bytes) -> TakenIn:
    if len(raw) > LARGEST_CREDENTIAL:
        raise Unreadable("document.too_large", "")
    examined = examine(raw, service.world())
    try:
        stated = read_stated(examined.credential) if examined.credential else None
    except VerifierError as error:
        raise Unreadable("document.not_json", "") from error
    if stated is None:
        raise Unreadable("document.not_a_choice", "/type")
    if examined.report.verdict.value != "valid":
        raise Unreadable("document.not_signed_well", "")
    document = stated.document or open_public(service, stated.digest).document
    return TakenIn(document, examined)


def _published(row: PublicDocument, signed: tuple[Signed, ...], signed_in: SignedIn | None) -> Published | None:
    """None where a row was written by rules that hold no more: nothing is shown that cannot be read as a whole."""
    try:
        document = read_public(row.document)
    except Unreadable:
        return None
    mine = signed_in is not None and row.owner_tag is not None and row.owner_tag == owner_tag(signed_in)
    return Published(document, row.published_at, row.superseded_by, signed, mine)


def _supersede(session: Session, row: PublicDocument) -> None:
    """Versions before this one, by the same learner or by the service itself, point to it."""
    versions = select(PublicDocument).where(
        PublicDocument.identity == row.identity,
        PublicDocument.owner_tag == row.owner_tag,
        PublicDocument.superseded_by == "",
        PublicDocument.digest != row.digest,
    )
    for each in session.exec(versions).all():
        each.superseded_by = row.digest
        session.add(each)


def _count(session: Session, tag: bytes) -> int:
    return session.exec(select(func.count()).select_from(PublicDocument).where(PublicDocument.owner_tag == tag)).one()


def _is_digest(text: str) -> bool:
    return len(text) == _DIGEST and text.isascii() and text.isalnum()
