"""The eight steps of a verification, each under its number. All of them run, even when one fails.

1 structure · 2 key · 3 proof · 4 validity · 5 status · 6 schema · 7 holder · 8 trust

Plug-ins raise; here, and only here, what they raise becomes a check.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Container, Mapping
from dataclasses import replace
from functools import partial

from verifier.checking import as_check, guarded, worst_of
from verifier.credential import Credential
from verifier.errors import Fact, Invalid, Malformed, Unsupported, VerifierError
from verifier.kinds import has_holder, is_published
from verifier.plugins import all_formats, all_schema_methods, all_status_methods
from verifier.policy import DEFAULT, LEEWAY, Policy, Weight
from verifier.proofs import judge_proofs
from verifier.related import check_related
from verifier.report import STEPS, Check, Outcome, Report
from verifier.visit import Visit
from verifier.world import World

log = logging.getLogger(__name__)

MAX_INSIDE = 100  # credentials that one thing may carry


def verify(credential: Credential, world: World, policy: Policy = DEFAULT) -> Report:
    """All eight steps for one credential, at `world.at`. Never raises."""
    return verify_in(Visit(world, policy, verify_in), credential)


def verify_in(visit: Visit, credential: Credential) -> Report:
    """As `verify`, inside a verification that is under way (a status list's, say): same clock, same evidence."""
    handed_in, credential = credential, _as_published(credential, visit)
    key, proof = judge_proofs(credential, visit)  # 2, 3
    checks = {
        "structure": guarded("structure", lambda: _check_structure(credential, visit)),  # 1
        "key": key,
        "proof": proof,
        "validity": check_validity(credential, visit),  # 4
        "status": check_status(credential, visit),  # 5
        "schema": _check_schema(credential, visit),  # 6
        "holder": guarded("holder", lambda: _check_holder(credential, visit)),  # 7
    }
    checks["trust"] = _check_trust(credential, checks, visit)  # 8
    inside = tuple(_verify_inside(raw, visit) for raw in credential.inside[:MAX_INSIDE])
    return Report(
        credential_digest=handed_in.digest,
        at=visit.at,
        policy=_for_presentation(visit.policy) if credential.is_presentation else visit.policy,
        checks=tuple(checks[name] for name in STEPS),
        evidence=tuple(visit.evidence),
        format=credential.format,
        issuer=credential.issuer,
        inside=inside,
        judged=None if credential is handed_in else credential,
    )


def _as_published(credential: Credential, visit: Visit) -> Credential:
    """What is judged: for some formats what the issuer publishes, as far as it can be had (step 2 says why not)."""
    own = next(each for each in all_formats() if credential.format == each.NAME)
    if not is_published(own):
        return credential
    try:
        return own.resolve_credential(credential, visit)
    except VerifierError:
        return credential
    except Exception:
        log.exception("resolving a credential")
        return credential


def _verify_inside(raw: bytes, visit: Visit) -> Report:
    """One credential that another carries: judged as the reader's policy says, without the outer holder's terms."""
    policy = replace(visit.policy, audience=None, nonce=None)
    try:
        return visit.verify(raw, policy)[1]
    except VerifierError as error:
        return unread_report(hashlib.sha256(raw).hexdigest(), error, visit.world, policy)


def _for_presentation(policy: Policy) -> Policy:
    """A presentation need not be signed; where it is, a broken signature counts, and so does all that is inside."""
    return replace(policy, weights={**policy.weights, "key": Weight.WEIGHED, "proof": Weight.WEIGHED})


def unread_report(digest: str, error: VerifierError, world: World, policy: Policy = DEFAULT) -> Report:
    """The report about something that could not be read as a credential: step 1 says why, the others had nothing."""
    checks = [as_check("structure", error), *(Check(name, Outcome.ABSENT, "absent") for name in STEPS[1:])]
    return Report(digest, world.at, policy, tuple(checks))


# 1 structure


def _check_structure(credential: Credential, visit: Visit) -> Check:
    formats = {each.NAME: each for each in all_formats()}
    facts = formats[credential.format].check_structure(credential, visit)
    if len(credential.inside) > MAX_INSIDE:
        raise Malformed("structure.too_many", {"limit": MAX_INSIDE})
    if credential.is_presentation and not credential.inside:
        raise Unsupported("structure.no_credentials")
    return Check("structure", Outcome.PASS, "ok", {**facts, **check_related(credential, visit)})


# 4 validity


def check_validity(credential: Credential, visit: Visit) -> Check:
    """Step 4: the dates that the credential states, at `visit.at`; issuers' clocks may run ahead by `LEEWAY`."""
    return guarded("validity", lambda: _check_validity(credential, visit))


def _check_validity(credential: Credential, visit: Visit) -> Check:
    start, end = credential.period.start, credential.period.end
    facts: dict[str, Fact] = {}
    if start is not None:
        facts["start"] = start.isoformat()
    if end is not None:
        facts["end"] = end.isoformat()
    if end is not None and visit.at > end:
        raise Invalid("validity.expired", facts)
    if start is not None and visit.at + LEEWAY < start:
        raise Invalid("validity.not_yet", facts)
    return Check("validity", Outcome.PASS if facts else Outcome.ABSENT, "ok" if facts else "absent", facts)


# 5 status


def check_status(credential: Credential, visit: Visit) -> Check:
    """Step 5: every status entry of every type; the worst of them."""
    if not credential.statuses:
        return Check("status", Outcome.ABSENT, "absent")
    methods = all_status_methods()

    def entry_check(entry: Mapping[str, Fact]) -> Check:
        kind, named = _kind_of(entry, methods)
        if kind is None:
            raise Unsupported("status.unsupported", {"type": named[:120]})
        method = methods[kind]
        return Check("status", Outcome.PASS, "ok", {"type": kind, **method.check_entry(dict(entry), credential, visit)})

    checks = [guarded("status", partial(entry_check, entry)) for entry in credential.statuses]
    worst = worst_of(checks)
    entries: list[Fact] = [{**each.facts, "outcome": each.outcome.value, "code": each.code} for each in checks]
    return replace(worst, facts={**worst.facts, "entries": entries})


def _kind_of(entry: Mapping[str, Fact], known: Container[str]) -> tuple[str | None, str]:
    """The first of an entry's types that is known, and all that it names."""
    kinds = entry.get("type")
    named = [each for each in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(each, str)]
    return next((each for each in named if each in known), None), ", ".join(named)


# 6 schema


def _check_schema(credential: Credential, visit: Visit) -> Check:
    if not credential.schemas:
        return Check("schema", Outcome.ABSENT, "absent")
    methods = all_schema_methods()

    def entry_check(entry: Mapping[str, Fact]) -> Check:
        kind, named = _kind_of(entry, methods)
        stated: dict[str, Fact] = {"id": str(entry.get("id"))[:300], "type": (kind or named)[:120]}
        if kind is None:
            raise Unsupported("schema.unsupported", stated)
        return Check(
            "schema", Outcome.PASS, "ok", {**stated, **methods[kind].check_schema(dict(entry), credential, visit)}
        )

    checks = [guarded("schema", partial(entry_check, entry)) for entry in credential.schemas]
    worst = worst_of(checks)
    named: list[Fact] = [{**each.facts, "outcome": each.outcome.value, "code": each.code} for each in checks]
    return replace(worst, facts={**worst.facts, "schemas": named})


# 7 holder


def _check_holder(credential: Credential, visit: Visit) -> Check:
    own = next(each for each in all_formats() if credential.format == each.NAME)
    facts = own.check_holder(credential, visit) if has_holder(own) else None
    if facts is not None:
        return Check("holder", Outcome.PASS, "ok", facts)
    if visit.policy.audience is None and visit.policy.nonce is None:
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
