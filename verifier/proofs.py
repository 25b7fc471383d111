"""Steps 2 and 3 for every proof of a credential, and what follows from all of them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from verifier.checking import best_of, guarded, worst_of
from verifier.credential import Credential, Proof
from verifier.errors import Fact, Invalid, Malformed, Unreachable, VerifierError
from verifier.issuers import FoundKey, find_key
from verifier.kinds import can_derive, has_form, judges_itself, signs_itself
from verifier.plugins import all_formats, all_suites
from verifier.report import Check, Outcome
from verifier.visit import Visit

ASSERTION = "assertionMethod"
AUTHENTICATION = "authentication"
PART = "part"  # the kind of a proof that a holder derived


@dataclass(frozen=True)
class JudgedProof:
    """What was found about one proof; `supported` says whether its suite is one that we check."""

    proof: Proof
    key: Check
    check: Check
    supported: bool


def judge_proofs(credential: Credential, visit: Visit) -> tuple[Check, Check]:
    """The checks of steps 2 (key) and 3 (proof)."""

    def usual() -> tuple[Check, Check]:
        judged = [_judge(credential, proof, visit) for proof in credential.proofs]
        return _combine_keys(judged), _combine_proofs(credential, judged)

    own = next(each for each in all_formats() if credential.format == each.NAME)
    if not judges_itself(own):
        return usual()
    judging = own
    found: list[tuple[Check, Check]] = []

    def judged_itself() -> Check:
        found.append(judging.judge_proofs(credential, usual, visit))
        return found[0][0]

    key = guarded("key", judged_itself)
    return found[0] if found else (key, replace(key, name="proof"))


def _judge(credential: Credential, proof: Proof, visit: Visit) -> JudgedProof:
    purpose = AUTHENTICATION if credential.is_presentation else ASSERTION
    found: FoundKey | None = None

    def key_found() -> Check:
        nonlocal found
        found = find_key(proof, credential.issuer, purpose, visit)
        return Check("key", found.outcome, found.code, found.facts)

    key_check = guarded("key", key_found)
    facts = _facts(proof)
    verify = _verifier_of(credential, proof)
    if verify is None:
        named = bool(proof.suite)
        outcome, code = (Outcome.UNKNOWN, "proof.unsupported") if named else (Outcome.FAIL, "proof.malformed")
        return JudgedProof(proof, key_check, Check("proof", outcome, code, facts), supported=not named)

    def checked() -> Check:
        _check_options(proof, purpose, visit)
        _check_form(credential, proof, visit)
        if found is None or found.key is None:
            raise Unreachable(key_check.code, key_check.facts)
        verify(found, visit)
        return Check("proof", Outcome.PASS, "ok", facts)

    check = guarded("proof", checked)
    return JudgedProof(proof, key_check, replace(check, facts={**facts, **check.facts}), supported=True)


def _verifier_of(credential: Credential, proof: Proof) -> Callable[[FoundKey, Visit], None] | None:
    """What checks this signature: the format itself, or the suite that the proof names. None for an unknown suite."""
    own = next(each for each in all_formats() if credential.format == each.NAME)
    suite = all_suites().get(proof.suite)

    def by_format(found: FoundKey, visit: Visit) -> None:
        assert signs_itself(own)
        assert found.key is not None
        own.verify_proof(credential, proof, found.key, visit)

    def by_suite(found: FoundKey, visit: Visit) -> None:
        assert suite is not None
        assert found.key is not None
        suite.verify_proof(credential.claims, dict(proof.claims), found.key, visit)

    if signs_itself(own):
        return by_format
    return by_suite if suite is not None else None


def _check_form(credential: Credential, proof: Proof, visit: Visit) -> None:
    """What a proof's form says whatever its key: a base proof is not meant for whoever verifies."""
    own = next(each for each in all_formats() if credential.format == each.NAME)
    suite = all_suites().get(proof.suite)
    if suite is not None and has_form(suite) and not signs_itself(own):
        suite.check_form(dict(proof.claims), visit.policy)


def _check_options(proof: Proof, purpose: str, visit: Visit) -> None:
    """Data Integrity 1.0, section 4.4: purpose, expires, domain and challenge."""
    if proof.purpose != purpose:
        raise Invalid("proof.purpose", {"purpose": proof.purpose})
    expires = proof.claims.get("expires")
    if expires is not None and _date(expires, visit) <= visit.at:
        raise Invalid("proof.expired", {"expires": str(expires)[:60]})
    for name, expected in (("domain", visit.policy.audience), ("challenge", visit.policy.nonce)):
        if expected is not None and name in proof.claims and not is_meant_for(proof, name, expected):
            raise Invalid("proof.other_use", {"part": name})


def is_meant_for(proof: Proof, name: str, expected: str) -> bool:
    """Whether the proof's `domain` or `challenge` is the expected one; domains may be several (Data Integrity, 2.1)."""
    stated = proof.claims.get(name)
    return expected in stated if name == "domain" and isinstance(stated, list) else stated == expected


def _date(value: Fact, visit: Visit) -> datetime:
    try:
        return visit.moment(value)
    except Malformed as error:
        raise Malformed("proof.date", error.facts) from error


def _facts(proof: Proof) -> dict[str, Fact]:
    facts: dict[str, Fact] = {"suite": proof.suite[:120], "method": (proof.method or "")[:300]}
    if isinstance(proof.claims.get("created"), str):
        facts["created"] = str(proof.claims["created"])[:60]
    if _is_of_a_part(proof):
        facts["kind"] = PART
    return facts


def _is_of_a_part(proof: Proof) -> bool:
    """Whether a holder derived it: then nobody sees what else the issuer signed."""
    suite = all_suites().get(proof.suite)
    if suite is None or not can_derive(suite) or proof.claims.get("type") != "DataIntegrityProof":
        return False
    try:
        return not suite.can_derive_from(dict(proof.claims))
    except VerifierError:
        return False


def _combine_keys(judged: list[JudgedProof]) -> Check:
    """Every supported proof needs the issuer's key; where none is supported, one that has it is enough to name it."""
    if not judged:
        return Check("key", Outcome.ABSENT, "absent")
    supported = [each.key for each in judged if each.supported]
    return worst_of(supported) if supported else best_of([each.key for each in judged])


def _combine_proofs(credential: Credential, judged: list[JudgedProof]) -> Check:
    """Every supported proof must pass. An unsupported one beside it is shown, unless a chain hangs on it."""
    if not judged:
        if credential.is_presentation:
            return Check("proof", Outcome.ABSENT, "absent")
        return Check("proof", Outcome.FAIL, "proof.missing")
    supported = [each.check for each in judged if each.supported]
    needed = _named_by_chains(judged)
    others = [each for each in judged if not each.supported]
    decisive = supported + [each.check for each in others if _id_of(each.proof) in needed]
    worst = worst_of(decisive if supported else [each.check for each in others])
    if len(judged) == 1:
        return worst
    facts: list[Fact] = [
        {**each.check.facts, "outcome": each.check.outcome.value, "code": each.check.code} for each in judged
    ]
    return replace(worst, facts={**worst.facts, "proofs": facts})


def _id_of(proof: Proof) -> str | None:
    identifier = proof.claims.get("id")
    return identifier if isinstance(identifier, str) else None


def _named_by_chains(judged: list[JudgedProof]) -> set[str | None]:
    named: set[str | None] = set()
    for each in judged:
        previous = each.proof.claims.get("previousProof")
        named.update(name for name in (previous if isinstance(previous, list) else [previous]) if isinstance(name, str))
    return named
