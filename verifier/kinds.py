"""What each kind of plug-in file offers.

A plug-in is a module. Of ours it imports what lies below every plug-in (the central types, `codec`, `elements`), and no
other plug-in; what it needs from elsewhere it asks of the `Context`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeGuard

from verifier.codec.controllers import ChainedKey, ControllerDocument
from verifier.codec.keys import PrivateKey, PublicKey
from verifier.context import Context
from verifier.credential import Credential, Proof
from verifier.disclosable import Binding, Disclosable
from verifier.elements.achieved import Achieved
from verifier.errors import Fact, Json, JsonObject
from verifier.policy import Policy
from verifier.record import Record
from verifier.report import Check
from verifier.world import Fetch, TrustList


class Format(Protocol):
    """One envelope, in `formats/`. `NAME` is the file's name and what a report calls the format."""

    NAME: str

    def recognises(self, raw: bytes, document: Json) -> bool:
        """Whether this is the format of `raw`; `document` is its JSON value, or None where it is no JSON."""

    def read_credential(self, raw: bytes, document: Json) -> Credential:
        """The parts of the credential. Raises Malformed `structure.*`."""

    def check_structure(self, credential: Credential, context: Context) -> Mapping[str, Fact]:
        """Step 1. Returns facts; raises Malformed or Unreachable `structure.*`."""


class SigningFormat(Format, Protocol):
    """A format whose signature is its own, not a Data Integrity suite's."""

    def verify_proof(self, credential: Credential, proof: Proof, key: PublicKey, context: Context) -> None:
        """Step 3. Raises Invalid, Malformed or Unsupported `proof.*`; algorithms are allow-listed before any use."""


class HolderFormat(Format, Protocol):
    """A format that can carry a holder's proof beside the issuer's (key binding), or is a presentation."""

    def check_holder(self, credential: Credential, context: Context) -> Mapping[str, Fact] | None:
        """Step 7. Returns facts, None where there is no holder's proof; raises Invalid, Malformed, ... `holder.*`.

        What is there is always checked; `context.policy.audience` and `.nonce` only where they are given.
        """


class EnvelopeFormat(Format, Protocol):
    """A format that is signed by nobody and only holds another one: what is inside is read in its place."""

    def open_envelope(self, document: Json) -> bytes:
        """What is inside. Raises Malformed `structure.*`."""


class PublishedFormat(Format, Protocol):
    """A format whose documents say the whole only together with what their issuer publishes."""

    def resolve_credential(self, credential: Credential, context: Context) -> Credential:
        """The credential as it is published now, its parts put together; that one is judged and shown instead.

        Raises Unreachable or Malformed where there is nothing of the kind: then what was handed in is judged.
        """


class DisclosingFormat(Format, Protocol):
    """A format whose holder chooses what to show, without a Data Integrity suite."""

    def read_disclosable(self, credential: Credential) -> Disclosable:
        """Its claims, and what each needs to be shown. Raises VerifierError where it is broken."""

    def derive_part(
        self, credential: Credential, pointers: Sequence[str], binding: Binding | None, at: datetime
    ) -> bytes:
        """What `pointers` name and what is always shown; `""` names everything. Raises Malformed `proof.pointer`."""


class JudgingFormat(Format, Protocol):
    """A format that does not rest on signatures alone: on what its own address answers, or on a chain of blocks."""

    def judge_proofs(
        self, credential: Credential, usual: Callable[[], tuple[Check, Check]], context: Context
    ) -> tuple[Check, Check]:
        """Steps 2 and 3. `usual` judges the credential's `proofs` as those of any other. Raises what a step raises."""


def is_envelope(each: Format) -> TypeGuard[EnvelopeFormat]:
    """Whether there is nothing to judge but what is inside."""
    return hasattr(each, "open_envelope")


def is_published(each: Format) -> TypeGuard[PublishedFormat]:
    """Whether what is judged is fetched first."""
    return hasattr(each, "resolve_credential")


def discloses_itself(each: Format) -> TypeGuard[DisclosingFormat]:
    """Whether the format knows itself how to show a part."""
    return hasattr(each, "derive_part")


def judges_itself(each: Format) -> TypeGuard[JudgingFormat]:
    """Whether the format says itself what follows from its proofs."""
    return hasattr(each, "judge_proofs")


def signs_itself(each: Format) -> TypeGuard[SigningFormat]:
    """Whether the format checks its own signature."""
    return hasattr(each, "verify_proof")


def has_holder(each: Format) -> TypeGuard[HolderFormat]:
    """Whether the format knows a holder's proof."""
    return hasattr(each, "check_holder")


class Suite(Protocol):
    """One Data Integrity suite, in `suites/`. `NAME` is the cryptosuite, or the proof's type where it has none."""

    NAME: str

    def verify_proof(self, document: JsonObject, proof: JsonObject, key: PublicKey, context: Context) -> None:
        """Step 3 for one proof over `document` (which still has its `proof`). Raises Invalid or Malformed `proof.*`."""

    def sign_document(self, document: JsonObject, options: JsonObject, key: PrivateKey, context: Context) -> JsonObject:
        """The document with a proof made of `options` (verificationMethod, proofPurpose, created ...)."""


class FormedSuite(Suite, Protocol):
    """A suite that can tell from a proof's form alone that it does not count, whatever its key."""

    def check_form(self, proof: JsonObject, policy: Policy) -> None:
        """Step 3, before a key is asked for. Raises Invalid `proof.base_proof`; Malformed, Unsupported `proof.*`."""


class DerivingSuite(Suite, Protocol):
    """A suite whose issuer signs a base proof, out of which the holder makes proofs of a part.

    `sign_document` takes `mandatoryPointers` among its options: JSON pointers of what every part has.
    """

    def can_derive_from(self, proof: JsonObject) -> bool:
        """Whether this is a base proof. Raises Malformed `proof.encoding`."""

    def mandatory_pointers(self, proof: JsonObject) -> list[str]:
        """JSON pointers of what every part of a base proof shows. Raises Malformed `proof.*`."""

    def derive_document(
        self,
        document: JsonObject,
        proof: JsonObject,
        pointers: Sequence[str],
        context: Context,
        *,
        presentation_header: bytes = b"",
    ) -> JsonObject:
        """What is mandatory and what `pointers` name, with a derived proof alone. Raises Malformed `proof.pointer`."""


def has_form(each: Suite) -> TypeGuard[FormedSuite]:
    """Whether the suite looks at a proof's form first."""
    return hasattr(each, "check_form")


def can_derive(each: Suite) -> TypeGuard[DerivingSuite]:
    """Whether proofs of a part can be made out of the suite's proofs."""
    return hasattr(each, "derive_document")


class KeyMethod(Protocol):
    """One way to an issuer's keys, in `keys/`."""

    NAME: str

    def handles(self, identifier: str) -> bool:
        """Whether controllers with this kind of identifier are found this way."""

    def resolve_controller(self, identifier: str, context: Context) -> ControllerDocument:
        """The controller's document. Raises Unreachable, Unsupported or Malformed `key.*`."""

    def proved_name(self, identifier: str) -> str | None:
        """What control of the key proves about who it is, such as a domain; None where it proves nothing."""


class ChainMethod(Protocol):
    """A way from certificates to a key (`keys/x5c.py`): has `resolve_chain` instead of `resolve_controller`."""

    NAME: str

    def resolve_chain(self, proof: Proof, issuer: str | None, context: Context) -> ChainedKey:
        """The key of the first certificate of `proof.chain`, which is not empty.

        Raises Malformed `key.malformed` or Unsupported `key.unsupported` where the key cannot be read.
        """


class Wrapper(Protocol):
    """One thing that carries a credential, in `wrappers/`. `NAME` has a name in the catalogues (`kind.<NAME>`)."""

    NAME: str

    def recognises(self, raw: bytes) -> bool: ...

    def unwrap(self, raw: bytes, fetch: Fetch) -> list[bytes]:
        """What it carries, in order. Raises Malformed or Unsupported `structure.*`, or what `fetch` raises."""


class StatusMethod(Protocol):
    """One status method, in `statuses/`. `TYPES` are the entries' types that it knows."""

    TYPES: frozenset[str]

    def check_entry(self, entry: JsonObject, credential: Credential, context: Context) -> Mapping[str, Fact]:
        """Step 5 for one entry: returns facts, or raises Invalid, Unreachable, Unsupported, Malformed `status.*`."""


class SchemaMethod(Protocol):
    """One way to describe what a credential has to look like, in `schemas/`. `TYPES` are the entries' types."""

    TYPES: frozenset[str]

    def check_schema(self, entry: JsonObject, credential: Credential, context: Context) -> Mapping[str, Fact]:
        """Step 6 for one entry: returns facts, or raises Invalid, Unreachable, Unsupported, Malformed `schema.*`."""


class TrustFormat(Protocol):
    """One kind of list of issuers, in `trust/`."""

    def recognises(self, raw: bytes) -> bool: ...

    def read_list(self, raw: bytes, source: str, signers: tuple[bytes, ...], at: datetime) -> TrustList:
        """What the list says at the moment `at`. `signers` are certificates (DER) whose lists the reader accepts.

        Raises `trust.*`: Malformed `trust.malformed`, and for lists that are signed Invalid or Unsupported.
        """


class RecordReader(Protocol):
    """One data model, in `records/`. `generic` is asked last."""

    NAME: str

    def handles(self, credential: Credential) -> bool: ...

    def read_record(self, credential: Credential) -> Record: ...


class DividingReader(RecordReader, Protocol):
    """A reader whose credentials may be about several achievements."""

    def read_achieved(self, credential: Credential) -> tuple[Achieved, ...]:
        """Its achievements one by one; none where `read_record` is of one thing."""


def tells_apart(each: RecordReader) -> TypeGuard[DividingReader]:
    """Whether the data model knows several achievements in one credential."""
    return hasattr(each, "read_achieved")
