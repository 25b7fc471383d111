"""What a credential refers to by digest: `relatedResource`, and evidence where a reader asks for it.

VC Data Model 2.0, section 5.3: a resource whose content differs from its digest is an error. One that cannot be had is
a fact: the credential itself holds. Evidence may be anything, so that it is never fetched unless somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from verifier.codec.digests import MEMBERS, read_digest, states
from verifier.codec.pointer import read_document
from verifier.context import Context
from verifier.contexts import bundled
from verifier.credential import Credential
from verifier.errors import Fact, Invalid, Json, JsonObject, Malformed, VerifierError
from verifier.report import Evidence, Outcome
from verifier.world import World

_V2 = "https://www.w3.org/ns/credentials/v2"
MOST_RESOURCES = 10
MOST_EVIDENCE = 20
_ACCEPT = "*/*"
# Digests of the text that a bundled context's address answered before the final one: it means that resource too.
_EARLIER_TEXTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        _V2: {
            "sha256": "24a18c90e9856d526111f29376e302d970b2bd10182e33959995b0207d7043b9",
            "sha384": "35239c36999d2155312091af194a1edb61634d6ad789a5e5"
            "b19f2aebdd762dd9d1dcaada40eda7ef921c6b8c0ae107a0",
        }
    }
)


def check_related(credential: Credential, context: Context) -> Mapping[str, Fact]:
    """Part of step 1: every `relatedResource` that can be had is what its digest says.

    Returns `related`, a fact for each (nothing where there is none). Raises Malformed `structure.related_resource` for
    an entry without address or digest, or an address twice; Invalid `structure.related_resource` for other content.
    """
    document = read_document(credential.claims)
    value = document["relatedResource"].value
    contexts = document["@context"].each
    if value is None or not contexts or contexts[0].value != _V2:  # elsewhere the member means something else
        return {}
    entries = value if isinstance(value, list) else [value]
    if len(entries) > MOST_RESOURCES:
        raise _malformed("too many entries")
    named = [_address(each) for each in entries]
    if len({url for url, _ in named}) != len(named):
        raise _malformed("an address twice")
    return {"related": [_found(url, entry, context) for url, entry in named]}


def _address(entry: Json) -> tuple[str, JsonObject]:
    url = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(url, str) or ":" not in url:
        raise _malformed("an entry without an address")
    if not any(name in entry for name in MEMBERS):
        raise _malformed("an entry without a digest")
    return url, entry


def _found(url: str, entry: JsonObject, context: Context) -> Fact:
    holds = read_digest(entry)
    body = bundled(url) or context.world.contexts.get(url)
    if states(entry, _EARLIER_TEXTS.get(url, {})):
        return {"url": url[:300], "outcome": Outcome.PASS.value}
    if body is None and not url.startswith("https://"):
        return {"url": url[:300], "outcome": Outcome.UNKNOWN.value, "reason": "fetch.refused"}
    if body is None:
        try:
            body = context.fetch(url, code="structure.related_unreachable", accept=_ACCEPT, personal=True)
        except VerifierError as error:
            return {"url": url[:300], "outcome": Outcome.UNKNOWN.value, "reason": error.facts.get("reason")}
    if holds is None or not holds(body):
        raise Invalid("structure.related_resource", {"url": url[:300]})
    return {"url": url[:300], "outcome": Outcome.PASS.value}


def _malformed(reason: str) -> Malformed:
    return Malformed("structure.related_resource", {"reason": reason})


@dataclass(frozen=True)
class FoundEvidence:
    """One piece of evidence as a reader asked for it. `outcome`: pass and fail by its digest, absent where it has none.

    `answer` is what the address answered, None where it did not (then `outcome` is unknown and `reason` says why).
    """

    url: str
    outcome: Outcome
    answer: Evidence | None = None
    reason: str | None = None


def check_evidence(credential: Credential, world: World) -> tuple[FoundEvidence, ...]:
    """Fetch the evidence that the credential names by https address, and hold each to its digest.

    A digest stands in the evidence itself or in the `relatedResource` of the same id. Only for who asks: the addresses
    are the issuer's choice and learn that somebody looked. Never raises.
    """
    world = world.with_budget()
    return tuple(_evidence(url, stated, world) for url, stated in named_evidence(credential).items())


def named_evidence(credential: Credential) -> dict[str, list[JsonObject]]:
    """The https addresses of the evidence that the credential names, with what states a digest of each."""
    document = read_document(credential.claims)
    digests = {each["id"].text: each.value for each in document["relatedResource"].each if isinstance(each.value, dict)}
    entries = {
        each["id"].text: each.value
        for each in document["evidence"].each
        if isinstance(each.value, dict) and each["id"].text.startswith("https://")
    }
    return {url: [entry, digests.get(url, {})] for url, entry in islice(entries.items(), MOST_EVIDENCE)}


def _evidence(url: str, stated: list[JsonObject], world: World) -> FoundEvidence:
    try:
        holds = [each for each in map(read_digest, stated) if each is not None]
        body = world.fetch_budgeted(url, _ACCEPT).body
    except VerifierError as error:
        return FoundEvidence(url, Outcome.UNKNOWN, reason=error.code)
    outcome = Outcome.ABSENT if not holds else Outcome.PASS if all(each(body) for each in holds) else Outcome.FAIL
    return FoundEvidence(url, outcome, Evidence(url, world.at, body))
