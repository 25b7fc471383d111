"""The eight steps of a verification, each under its number. All of them run, even when one fails.

1 structure · 2 key · 3 proof · 4 validity · 5 status · 6 schema · 7 holder · 8 trust

Plug-ins raise; here, and only here, what they raise becomes a check.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from verifier.credential import Credential, Proof
from verifier.errors import Fact, Invalid, Malformed, Unreachable, Unsupported, VerifierError
from verifier.issuers import FoundKey, find_key
from verifier.plugins import all_formats, all_status_methods, all_suites
from verifier.policy import DEFAULT, Policy
from verifier.report import STEPS, Check, Outcome, Report
from verifier.visit import Visit
from verifier.world import World

log = logging.getLogger(__name__)

_WORST_FIRST = (Outcome.FAIL, Outcome.UNKNOWN, Outcome.PASS, Outcome.ABSENT)


def verify(credential: Credential, world: World, policy: Policy = DEFAULT) -> Report:
    """All eight steps for one credential, at `world.at`. Never raises."""
    return verify_in(Visit(world, policy, verify_in), credential)


def verify_in(visit: Visit, credential: Credential) -> Report:
    """As `verify`, inside a verification that is under way (a status list's, say): same clock, same evidence."""
    proofs = [_judge_proof(credential, proof, visit) for proof in credential.proofs]
    checks = {
        "structure": _guarded("structure", lambda: _check_structure(credential, visit)),  # 1
        "key": _combine_keys(proofs),  # 2
        "proof": _combine_proofs(proofs),  # 3
        "validity": _guarded("validity", lambda: _check_validity(credential, visit)),  # 4
        "status": _check_status(credential, visit),  # 5
        "schema": _check_schema(credential),  # 6
        "holder": _check_holder(visit.policy),  # 7
    }
    checks["trust"] = _check_trust(credential, checks, visit)  # 8
    return Report(
        credential_digest=credential.digest,
        at=visit.at,
        policy=visit.policy,
        checks=tuple(checks[name] for name in STEPS),
        evidence=tuple(visit.evidence),
        format=credential.format,
        issuer=credential.issuer,
    )


def unread_report(digest: str, error: VerifierError, world: World, policy: Policy = DEFAULT) -> Report:
    """The report about something that could not be read as a credential: step 1 says why, the others had nothing."""
    checks = [_as_check("structure", error), *(Check(name, Outcome.ABSENT, "absent") for name in STEPS[1:])]
    return Report(digest, world.at, policy, tuple(checks))


# 1 structure


def _check_structure(credential: Credential, visit: Visit) -> Check:
    formats = {each.NAME: each for each in all_formats()}
    facts = formats[credential.format].check_structure(credential, visit)
    return Check("structure", Outcome.PASS, "ok", facts)


# 2 key, 3 proof


@dataclass(frozen=True)
class _JudgedProof:
    """What was found about one proof; `supported` says whether its suite is one that we check."""

    proof: Proof
    key: Check
    check: Check
    supported: bool


def _judge_proof(credential: Credential, proof: Proof, visit: Visit) -> _JudgedProof:
    found: FoundKey | None = None
    try:
        found = find_key(proof.method, credential.issuer, proof.purpose or "assertionMethod", visit)
        key_check = Check("key", found.outcome, found.code, found.facts)
    except VerifierError as error:
        key_check = _as_check("key", error)
    except Exception:
        log.exception("finding a key")
        key_check = Check("key", Outcome.UNKNOWN, "internal")
    suite = all_suites().get(proof.suite)
    if suite is None or "previousProof" in proof.claims:
        code = "proof.malformed" if not proof.suite else "proof.unsupported"
        outcome = Outcome.FAIL if not proof.suite else Outcome.UNKNOWN
        return _JudgedProof(proof, key_check, Check("proof", outcome, code, _proof_facts(proof)), not proof.suite)

    def checked() -> Check:
        _check_options(proof, visit.policy, visit)
        if found is None or found.key is None:
            raise Unreachable(key_check.code, key_check.facts)
        suite.verify_proof(credential.claims, dict(proof.claims), found.key, visit)
        return Check("proof", Outcome.PASS, "ok", _proof_facts(proof))

    check = _guarded("proof", checked)
    return _JudgedProof(proof, key_check, replace(check, facts={**_proof_facts(proof), **check.facts}), True)


def _check_options(proof: Proof, policy: Policy, visit: Visit) -> None:
    """Data Integrity 1.0, section 4.4: purpose, expires, domain and challenge."""
    if proof.purpose != "assertionMethod":
        raise Invalid("proof.purpose", {"purpose": proof.purpose})
    expires = proof.claims.get("expires")
    if expires is not None and _proof_date(expires, visit) <= visit.at:
        raise Invalid("proof.expired", {"expires": str(expires)[:60]})
    for name, expected in (("domain", policy.audience), ("challenge", policy.nonce)):
        if expected is not None and name in proof.claims and proof.claims[name] != expected:
            raise Invalid("proof.other_use", {"part": name})


def _proof_date(value: Fact, visit: Visit) -> datetime:
    try:
        return visit.moment(value)
    except Malformed as error:
        raise Malformed("proof.date", error.facts) from error


def _proof_facts(proof: Proof) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"suite": proof.suite[:120], "method": (proof.method or "")[:300]}
    if isinstance(proof.claims.get("created"), str):
        facts["created"] = str(proof.claims["created"])[:60]
    return facts


def _combine_keys(judged: list[_JudgedProof]) -> Check:
    """Every supported proof needs the issuer's key; where none is supported, one that has it is enough to name it."""
    if not judged:
        return Check("key", Outcome.ABSENT, "absent")
    supported = [each.key for each in judged if each.supported]
    if supported:
        return _worst(supported)
    return max((each.key for each in judged), key=lambda check: _WORST_FIRST.index(check.outcome))


def _combine_proofs(judged: list[_JudgedProof]) -> Check:
    """Every supported proof must pass. An unsupported one beside it is shown, unless a chain hangs on it."""
    if not judged:
        return Check("proof", Outcome.FAIL, "proof.missing")
    supported = [each.check for each in judged if each.supported]
    needed = _named_by_chains(judged)
    others = [each.check for each in judged if not each.supported]
    decisive = supported + [each.check for each in judged if not each.supported and _id_of(each.proof) in needed]
    worst = _worst(decisive if supported else others)
    if len(judged) == 1:
        return worst
    facts: list[Fact] = [
        {**each.check.facts, "outcome": each.check.outcome.value, "code": each.check.code} for each in judged
    ]
    return replace(worst, facts={**worst.facts, "proofs": facts})


def _id_of(proof: Proof) -> str | None:
    identifier = proof.claims.get("id")
    return identifier if isinstance(identifier, str) else None


def _named_by_chains(judged: list[_JudgedProof]) -> set[str | None]:
    named: set[str | None] = set()
    for each in judged:
        previous = each.proof.claims.get("previousProof")
        named.update(name for name in (previous if isinstance(previous, list) else [previous]) if isinstance(name, str))
    return named


# 4 validity


def _check_validity(credential: Credential, visit: Visit) -> Check:
    start, end = credential.period.start, credential.period.end
    facts: dict[str, Fact] = {}
    if start is not None:
        facts["start"] = start.isoformat()
    if end is not None:
        facts["end"] = end.isoformat()
    if end is not None and visit.at > end:
        raise Invalid("validity.expired", facts)
    if start is not None and visit.at < start:
        raise Invalid("validity.not_yet", facts)
    return Check("validity", Outcome.PASS if facts else Outcome.ABSENT, "ok" if facts else "absent", facts)


# 5 status


def _check_status(credential: Credential, visit: Visit) -> Check:
    if not credential.statuses:
        return Check("status", Outcome.ABSENT, "absent")
    methods = all_status_methods()

    def entry_check(entry: Mapping[str, Fact]) -> Check:
        kinds = entry.get("type")
        named = [each for each in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(each, str)]
        kind = next((each for each in named if each in methods), None)
        if kind is None:
            raise Unsupported("status.unsupported", {"type": ", ".join(named)[:120]})
        method = methods[kind]
        return Check("status", Outcome.PASS, "ok", {"type": kind, **method.check_entry(dict(entry), credential, visit)})

    checks = [_guarded("status", lambda entry=entry: entry_check(entry)) for entry in credential.statuses]  # type: ignore[misc]
    worst = _worst(checks)
    entries: list[Fact] = [{**each.facts, "outcome": each.outcome.value, "code": each.code} for each in checks]
    return replace(worst, facts={**worst.facts, "entries": entries})


# 6 schema


def _check_schema(credential: Credential) -> Check:
    if not credential.schemas:
        return Check("schema", Outcome.ABSENT, "absent")
    named: list[Fact] = [
        {"id": str(each.get("id"))[:300], "type": str(each.get("type"))[:120]} for each in credential.schemas
    ]
    return Check("schema", Outcome.UNKNOWN, "schema.unsupported", {"schemas": named})


# 7 holder


def _check_holder(policy: Policy) -> Check:
    if policy.audience is None and policy.nonce is None:
        return Check("holder", Outcome.ABSENT, "absent")
    return Check("holder", Outcome.FAIL, "holder.missing")


# 8 trust


def _check_trust(credential: Credential, checks: Mapping[str, Check], visit: Visit) -> Check:
    if not visit.world.trusted:
        return Check("trust", Outcome.ABSENT, "absent")
    # A key that was accepted for want of anything better proves no name, so it puts nobody on the reader's list.
    tied = checks["key"].code == "ok" or checks["key"].facts.get("from") == "reader"
    proved = tied and all(checks[name].outcome is Outcome.PASS for name in ("key", "proof"))
    for entry in visit.world.trusted:
        if entry.id == credential.issuer and proved:
            facts: dict[str, Fact] = {"name": entry.name, "list": entry.source, "url": entry.url}
            return Check("trust", Outcome.PASS, "trust.listed", facts)
    return Check(
        "trust", Outcome.UNKNOWN, "trust.unlisted", {"lists": len({each.source for each in visit.world.trusted})}
    )


# From what was raised to a check


def _guarded(name: str, step: Callable[[], Check]) -> Check:
    try:
        return step()
    except VerifierError as error:
        return _as_check(name, error)
    except Exception:  # a bug is never valid
        log.exception("step %s", name)
        return Check(name, Outcome.UNKNOWN, "internal")


def _as_check(name: str, error: VerifierError) -> Check:
    outcome = Outcome.FAIL if isinstance(error, Invalid | Malformed) else Outcome.UNKNOWN
    return Check(name, outcome, error.code, error.facts)


def _worst(checks: list[Check]) -> Check:
    return min(checks, key=lambda check: (_WORST_FIRST.index(check.outcome), check.code == "ok"))
