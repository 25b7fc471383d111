"""One verification under way: the `Context` that plug-ins see, and everything that it fetched."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import cache

from verifier.budget import Budget
from verifier.codec.controllers import ControllerDocument, combine
from verifier.codec.json_text import read_json
from verifier.codec.jsonld import Memory
from verifier.codec.keys import PublicKey
from verifier.codec.moments import read_moment
from verifier.contexts import bundled
from verifier.credential import Credential, Proof
from verifier.errors import Invalid, Json, JsonObject, Malformed, Unreachable, Unsupported, VerifierError
from verifier.issuers import find_key
from verifier.plugins import all_key_methods
from verifier.policy import Policy
from verifier.reading import read
from verifier.report import Evidence, Outcome, Report
from verifier.world import Answer, World

MAX_DEPTH = 4
MAX_FETCHES = 40
MAX_VERIFICATIONS = 100  # of other bytes, such as status lists, the same ones asked for again included


class Visit:
    """See `verifier.context.Context`. `evidence` grows in the order of fetching; nothing is fetched twice."""

    def __init__(self, world: World, policy: Policy, verify_in: Callable[[Visit, Credential], Report]) -> None:
        self.world = world
        self.policy = policy
        self.evidence: list[Evidence] = []
        self._verify_in = verify_in
        self._depth = 0
        self._answers: dict[tuple[str, bool], bytes | VerifierError] = {}
        self._contexts: dict[str, JsonObject] = {}
        self._budget = world.budget or Budget()
        self.load_context = Memory(self._load_context, self._budget.statements)
        self._controllers: dict[str, ControllerDocument | VerifierError] = {}
        self._verified: dict[bytes, tuple[Policy, Credential, Report | None]] = {}  # None: under way
        self._verifications = 0

    @property
    def at(self) -> datetime:
        return self.world.at

    def moment(self, value: Json) -> datetime:
        """An aware datetime. Raises Malformed `structure.date`."""
        return read_moment(value)

    def fetch(self, url: str, *, code: str, accept: str = "*/*", personal: bool = False) -> bytes:
        """The bytes behind `url`, once. Raises Unreachable with `code`; its facts say why."""
        if (url, personal) not in self._answers:
            self._answers[url, personal] = self._ask(url, accept, personal)
        answer = self._answers[url, personal]
        if isinstance(answer, VerifierError):
            raise Unreachable(code, {"url": url[:500], **answer.facts, "reason": answer.code})
        return answer

    def _ask(self, url: str, accept: str, personal: bool) -> bytes | VerifierError:
        if len(self._answers) >= MAX_FETCHES:
            return Unreachable("fetch.too_many")
        door = (self.world.fetch_personal if personal else None) or self.world.fetch
        try:
            body = self._budget.fetch(door, url, accept).body
        except VerifierError as error:
            return error
        self.evidence.append(Evidence(url, self.at, body))
        return body

    def _load_context(self, url: str) -> JsonObject:
        """A context: bundled, else the reader's, else fetched. Raises Unreachable `structure.context_unreachable`."""
        if url not in self._contexts:
            self._contexts[url] = _bundled_context(url) if bundled(url) is not None else self._other_context(url)
        return self._contexts[url]

    def _other_context(self, url: str) -> JsonObject:
        body = self.world.contexts.get(url)
        if body is None:
            body = self.fetch(url, code="structure.context_unreachable", accept="application/ld+json, application/json")
        return _read_context(url, body)

    def controller(self, identifier: str) -> ControllerDocument:
        """Raises Unsupported `key.unsupported` where no key method handles it, else what the method raises."""
        if identifier not in self._controllers:
            self._controllers[identifier] = self._resolve(identifier)
        found = self._controllers[identifier]
        if isinstance(found, VerifierError):
            raise found
        return found

    def _resolve(self, identifier: str) -> ControllerDocument | VerifierError:
        """What all ways to this kind of identifier find, together; where none does, the first one's error."""
        found: list[ControllerDocument] = []
        problems: list[VerifierError] = []
        for method in all_key_methods():
            if method.handles(identifier):
                try:
                    found.append(method.resolve_controller(identifier, self))
                except VerifierError as error:
                    problems.append(error)
        if found:
            return combine(found)
        return problems[0] if problems else Unsupported("key.unsupported", {"issuer": identifier[:300]})

    def kept_controller(self, identifier: str) -> ControllerDocument:
        """As `controller`, out of what was kept at an earlier verification alone."""

        def fetch(url: str, _accept: str) -> Answer:
            if url not in self.world.kept:
                raise Unreachable("fetch.offline")
            return Answer(url, self.world.kept[url])

        return Visit(replace(self.world, fetch=fetch, fetch_personal=None), self.policy, self._verify_in).controller(
            identifier
        )

    def key(self, proof: Proof, issuer: str | None) -> PublicKey:
        """Raises what finding it raises, Invalid with its code where it is not the issuer's, Unreachable otherwise."""
        found = find_key(proof, issuer, "assertionMethod", self)
        if found.outcome is Outcome.PASS and found.key is not None:
            return found.key
        raise (Invalid if found.outcome is Outcome.FAIL else Unreachable)(found.code, found.facts)

    def verify(self, raw: bytes, policy: Policy) -> tuple[Credential, Report]:
        """Other bytes, one level deeper, and the same bytes once.

        Raises what reading raises, and Malformed `structure.too_deep` for bytes that need themselves, too many levels
        and too many verifications.
        """
        self._verifications += 1
        if self._depth >= MAX_DEPTH or self._verifications > MAX_VERIFICATIONS:
            raise Malformed("structure.too_deep", {"limit": MAX_DEPTH})
        digest = hashlib.sha256(raw).digest()
        known = self._verified.get(digest)
        if known is not None and known[0] == policy:
            if known[2] is None:
                raise Malformed("structure.too_deep", {"reason": "it needs itself"})
            return known[1], known[2]
        credential = read(raw)
        self._verified[digest] = (policy, credential, None)
        outer = self.policy
        self._depth, self.policy = self._depth + 1, policy
        try:
            report = self._verify_in(self, credential)
        finally:
            self._depth, self.policy = self._depth - 1, outer
        self._verified[digest] = (policy, credential, report)
        return credential, report


@cache  # of those that are bundled alone; nobody changes what a context says
def _bundled_context(url: str) -> JsonObject:
    return _read_context(url, bundled(url) or b"")


def _read_context(url: str, body: bytes) -> JsonObject:
    try:
        document = read_json(body)
    except Malformed as error:
        raise Unreachable("structure.context_unreachable", {"url": url[:500], "reason": error.code}) from error
    if not isinstance(document, dict):
        raise Unreachable("structure.context_unreachable", {"url": url[:500], "reason": "not a context"})
    return document
